import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { baseFlags, findChromium } from '../browser/chromium.ts';
import { serve } from '../serve.mjs';
import type { EpochTiming, TimedNetwork } from './head-training/epoch.worker.ts';

interface Trainer extends AsyncDisposable {
  readonly name: string;
  /** Runs one epoch of 600 sequences × 16 steps × 1280 features, in seconds. */
  epoch(network: TimedNetwork): Promise<number>;
}

const networks: Readonly<Record<TimedNetwork, string>> = {
  hybrid: 'hybrid head',
  lstm128: 'plain LSTM of 128',
};
const rounds = 9;

/** An epoch of head training in the browser's worker on WASM, against PyTorch on the same cores, interleaved. */
export async function headTraining(): Promise<{ measure: string; value: string }[]> {
  await using vigil = await startBrowser();
  await using torch = await startTorch();
  await using single = await startTorch(1);
  const trainers = [vigil, torch, single];
  const rows: { measure: string; value: string }[] = [];
  for (const [network, title] of Object.entries(networks) as [TimedNetwork, string][]) {
    const seconds = new Map(trainers.map(({ name }) => [name, [] as number[]]));
    for (const trainer of trainers) await trainer.epoch(network);
    for (let round = 0; round < rounds; round++) {
      for (const trainer of trainers) seconds.get(trainer.name)?.push(await trainer.epoch(network));
    }
    const own = seconds.get(vigil.name) ?? [];
    for (const [name, times] of seconds) {
      const ratio = median(own.map((s, n) => s / (times[n] as number)));
      const ofLeast = Math.min(...own) / Math.min(...times);
      const ratios = `; Vigil takes ${ratio.toFixed(2)} times as long, ${ofLeast.toFixed(2)} by the least`;
      const beside = name === vigil.name ? '' : ratios;
      const least = Math.min(...times).toFixed(2);
      rows.push({
        measure: `${title}, ${name}`,
        value: `${median(times).toFixed(2)} s an epoch (least ${least})${beside}`,
      });
    }
  }
  return rows;
}

async function startBrowser(): Promise<Trainer> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('No Chromium was found: install the package "chromium".');
  const folder = mkdtempSync(join(tmpdir(), 'vigil-bench-'));
  await build({
    configFile: false,
    root: 'scripts/bench/head-training',
    base: './',
    logLevel: 'warn',
    worker: { format: 'es' },
    build: { outDir: folder, emptyOutDir: true, target: 'es2023', assetsInlineLimit: 0 },
  });
  const served = await serve({ folder, port: 0, isolation: false });
  const browser = await chromium.launch({ executablePath, args: [...baseFlags] });
  const page = await browser.newPage();
  await page.goto(served.url);
  await page.waitForFunction(() => 'runEpoch' in window);
  return {
    name: 'Vigil (WebAssembly, worker)',
    async epoch(network) {
      const { seconds, loss }: EpochTiming = await page.evaluate((name) => window.runEpoch(name), network);
      return checked(seconds, loss);
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await served.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function startTorch(threads?: number): Promise<Trainer> {
  const asked = threads === undefined ? [] : ['--threads', String(threads)];
  const child = spawn('/usr/bin/python3', ['scripts/bench/head_training.py', ...asked], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { done, value } = await lines.next();
    if (done) throw new Error('The PyTorch peer ended: it needs the Debian package python3-torch.');
    return JSON.parse(value) as EpochTiming & { threads: number };
  };
  const { threads: used } = await next();
  return {
    name: `PyTorch, ${threads === undefined ? `its default of ${used} threads` : `${used} thread`}`,
    async epoch(network) {
      child.stdin.write(`${network}\n`);
      const { seconds, loss } = await next();
      return checked(seconds, loss);
    },
    [Symbol.asyncDispose]: () => {
      child.kill();
      return Promise.resolve();
    },
  };
}

/** An epoch that learnt nothing is no epoch: the loss of six classes starts near ln 6. */
function checked(seconds: number, loss: number): number {
  if (!(loss > 0 && loss < 10)) throw new Error(`An epoch ended with the loss ${loss}.`);
  return seconds;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
