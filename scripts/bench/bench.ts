/*
 * `npm run bench [-- NAME…]`: speed as ratios against named peers in one interleaved run, then a table and JSON.
 * Machines are noisy: trust ratios, and distrust those under about 1.3.
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openDriver, unwrap } from '../browser/driver.ts';
import { builtFolder } from '../build/ensure-built.mjs';
import { benchClip, hourClip } from './bench-clip.ts';
import { hashAgainstNative } from './hash-bench.ts';
import { headTraining } from './head-training.ts';
import { largeDataset } from './large-dataset.ts';
import { importAgainstPeers } from './import-bench.ts';
import { liveAgainstFile } from './live-bench.ts';
import { median } from './median.ts';
import { startNativePeer } from './native-peer.ts';
import { memoryOfTree } from './process-memory.ts';
import { memoryOfQueue } from './queue-bench.ts';
import { trainingAgainstPyTorch } from './train-bench.ts';
import { maskingWhatIsHighlighted } from './why.ts';

interface Row {
  readonly measure: string;
  readonly value: string;
}

type Bench = () => Promise<Row[]>;

const rounds = 3;

const benches: Readonly<Record<string, Bench>> = {
  scan: scanAgainstNative,
  memory: memoryOfAnHour,
  load: bytesOfFirstLoad,
  training: headTraining,
  dataset: largeDataset,
  import: importAgainstPeers,
  forecast: trainingAgainstPyTorch,
  why: maskingWhatIsHighlighted,
  live: liveAgainstFile,
  hash: hashAgainstNative,
  queue: memoryOfQueue,
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}.`);
  process.exit(2);
}
const rows: Row[] = [];
for (const [name, bench] of Object.entries(benches)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  process.stderr.write(`${name}…\n`);
  rows.push(...(await bench()));
}
console.table(Object.fromEntries(rows.map(({ measure, value }) => [measure, value])));
console.log(JSON.stringify(rows));

/** The whole way from file to probabilities, against ffmpeg and PyTorch doing the same natively. */
async function scanAgainstNative(): Promise<Row[]> {
  const clip = benchClip();
  const clipSeconds = 60;
  using native = await startNativePeer(clip);
  await using vigil = await openScanner(clip);
  const runs: Record<'native' | 'webcodecs' | 'ffmpeg', number[]> = { native: [], webcodecs: [], ffmpeg: [] };
  const first: number[] = [];
  await vigil.scan('webcodecs');
  for (let round = 0; round < rounds; round++) {
    runs.native.push(await native.scan());
    const scanned = await vigil.scan('webcodecs');
    runs.webcodecs.push(scanned.seconds);
    first.push(scanned.firstRowSeconds);
    runs.ffmpeg.push((await vigil.scan('ffmpeg')).seconds);
  }
  const factor = (seconds: number[]) => `${(clipSeconds / median(seconds)).toFixed(1)}× real time`;
  const ratio = (seconds: number[]) =>
    `${median(seconds.map((s, n) => s / (runs.native[n] as number))).toFixed(2)}`;
  return [
    { measure: 'native ffmpeg + PyTorch', value: factor(runs.native) },
    {
      measure: 'Vigil, WebCodecs',
      value: `${factor(runs.webcodecs)}, ${ratio(runs.webcodecs)} of native’s time`,
    },
    {
      measure: 'Vigil, ffmpeg.wasm',
      value: `${factor(runs.ffmpeg)}, ${ratio(runs.ffmpeg)} of native’s time`,
    },
    { measure: 'first probability after opening (WebCodecs)', value: `${median(first).toFixed(2)} s` },
  ];
}

/** Peak memory of the whole browser over an hour of footage, and how much it grew after the first tenth. */
async function memoryOfAnHour(): Promise<Row[]> {
  await using vigil = await openScanner(hourClip());
  const samples: number[] = [];
  const timer = setInterval(() => samples.push(memoryOfTree(vigil.pid)), 2000);
  const { seconds } = await vigil.scan('webcodecs');
  clearInterval(timer);
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
  const early = Math.max(...samples.slice(0, Math.ceil(samples.length / 10)));
  return [
    {
      measure: 'one hour, 640×360 at 15 fps',
      value: `${seconds.toFixed(0)} s, ${(3600 / seconds).toFixed(1)}× real time`,
    },
    { measure: 'peak memory of the browser', value: megabytes(Math.max(...samples)) },
    { measure: 'of it in the first tenth', value: megabytes(early) },
  ];
}

/** What a first visit fetches, and what of it the first answer needs (the ffmpeg core comes when a file asks for it). */
async function bytesOfFirstLoad(): Promise<Row[]> {
  await using driver = await openDriver();
  const files = readdirSync(builtFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const size = (of: readonly string[]) =>
    `${(of.reduce((sum, file) => sum + statSync(file).size, 0) / 1e6).toFixed(1)} MB`;
  const withoutCore = files.filter((file) => !/ffmpeg-core|sample|headless/.test(file));
  return [
    { measure: `all files (Chromium ${driver.browser.version()})`, value: size(files) },
    { measure: 'without the ffmpeg core and the sample', value: size(withoutCore) },
  ];
}

async function openScanner(clip: string) {
  const driver = await openDriver();
  const { page, browser } = driver;
  unwrap(await page.evaluate(() => window.vigil.start('auto')));
  unwrap(await page.evaluate(() => window.vigil.loadModel({})));
  await page.setInputFiles('#clips', clip);
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  return {
    pid: processInfo.find(({ type }) => type === 'browser')?.id ?? 0,
    async scan(decoder: 'webcodecs' | 'ffmpeg') {
      const line = unwrap(await page.evaluate((name) => window.vigil.analyse(0, { decoder: name }), decoder));
      const firstRowMs = await page.evaluate(() => window.vigil.firstRowMs);
      return { seconds: line.seconds.total, firstRowSeconds: (firstRowMs ?? NaN) / 1000 };
    },
    [Symbol.asyncDispose]: () => driver[Symbol.asyncDispose](),
  };
}
