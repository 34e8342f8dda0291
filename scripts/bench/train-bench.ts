import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { seededRandom } from '../../src/base/index.ts';
import { openDriver, unwrap } from '../browser/driver.ts';
import { median } from './median.ts';

const rounds = 2;
const epochs = 2;
/** Days: 23 years, as the city's file. */
const days = 8400;
const folder = join('.cache', 'bench');

/**
 * One training of the CNN-LSTM over 60 days in the app's worker, against PyTorch on one thread of the same processor:
 * with two, its threads wait for each other at every step, and it takes several times as long.
 */
export async function trainingAgainstPyTorch(): Promise<{ measure: string; value: string }[]> {
  const file = seriesFile();
  using peer = await startPeer(file);
  await using driver = await openDriver();
  await driver.page.setInputFiles('#clips', file);
  const own = async (): Promise<number> => {
    const request = {
      models: ['cnn-lstm'] as const,
      windows: [60],
      protocol: 'honest' as const,
      horizon: 1,
      seed: 1,
      network: { epochs, patience: epochs },
    };
    const run = unwrap(await driver.page.evaluate((given) => window.vigil.forecast(0, given), request));
    return run.results.find(({ model }) => model === 'cnn-lstm')?.seconds ?? NaN;
  };
  const times: Record<'own' | 'peer', number[]> = { own: [], peer: [] };
  for (let round = 0; round < rounds; round++) {
    times.own.push(await own());
    times.peer.push(await peer.train(1));
    process.stderr.write(`  ${[times.own, times.peer].map((t) => t.at(-1)?.toFixed(1)).join(' ')} s\n`);
  }
  const ratio = (peerTimes: readonly number[]): string =>
    median(times.own.map((s, n) => s / (peerTimes[n] as number))).toFixed(2);
  const seconds = (t: readonly number[]): string => `${median(t).toFixed(1)} s`;
  return [
    { measure: `CNN-LSTM, 60 days, ${epochs} epochs, Vigil (one worker)`, value: seconds(times.own) },
    { measure: 'PyTorch, 1 thread', value: `${seconds(times.peer)}; Vigil takes ${ratio(times.peer)} of it` },
  ];
}

/** A made series with a week, a year and noise. */
function seriesFile(): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'series.csv');
  const random = seededRandom(1);
  const rows = Array.from({ length: days }, (_, t) => {
    const date = new Date(Date.UTC(2001, 0, 1 + t)).toISOString().slice(0, 10);
    const level = 900 + 60 * Math.sin((2 * Math.PI * t) / 7) + 90 * Math.sin((2 * Math.PI * t) / 365);
    return `${date},${Math.round(level + 100 * (random() - 0.5))}`;
  });
  writeFileSync(path, `date,count\n${rows.join('\n')}\n`);
  return path;
}

interface TrainingPeer extends Disposable {
  /** Seconds of one training. */
  train(threads: number): Promise<number>;
}

async function startPeer(file: string): Promise<TrainingPeer> {
  const child = spawn('/usr/bin/python3', ['scripts/bench/train_peer.py', file, String(epochs)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<{ seconds: number }> => {
    const { done, value } = await lines.next();
    if (done) throw new Error('The peer ended: it needs the Debian package python3-torch.');
    return JSON.parse(value) as { seconds: number };
  };
  await answer();
  return {
    async train(threads) {
      child.stdin.write(`${threads}\n`);
      return (await answer()).seconds;
    },
    [Symbol.dispose]: () => child.kill(),
  };
}
