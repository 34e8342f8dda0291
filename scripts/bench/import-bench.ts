import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { baseFlags, findChromium } from '../browser/chromium.ts';
import { serve } from '../serve.mjs';
import { gigabyteOfCrimes } from './import-file.ts';
import type { DayCounts, Importer } from './import-page/main.ts';
import { median } from './median.ts';

const rounds = 3;
const importers: readonly Importer[] = ['vigil', 'papaparse', 'duckdb'];
const folder = resolve('.cache', 'bench');
const duckdb = '@duckdb/duckdb-wasm@1.32.0';

interface Run extends DayCounts {
  readonly seconds: number;
  /** Largest resident set of the page's process, workers and shared libraries included, bytes. */
  readonly peak: number;
}

/** A gigabyte of crimes into a table, beside papaparse and duckdb-wasm, which only count days; each in a new browser. */
export async function importAgainstPeers(): Promise<{ measure: string; value: string }[]> {
  const file = await gigabyteOfCrimes();
  const megabytes = statSync(file).size / 1e6;
  const served = await serve({ folder: await buildPage(), port: 0, isolation: false });
  const runs: Record<Importer, Run[]> = { vigil: [], papaparse: [], duckdb: [] };
  try {
    for (let round = 0; round < rounds; round++) {
      for (const importer of importers) runs[importer].push(await importOnce(served.url, importer, file));
    }
  } finally {
    await served.close();
  }
  const middle = (importer: Importer): number => median(runs[importer].map(({ seconds }) => seconds));
  const times = (peer: Importer): string =>
    median(runs[peer].map(({ seconds }, n) => seconds / (runs.vigil[n] as Run).seconds)).toFixed(2);
  return importers.map((importer) => ({
    measure: `import of ${megabytes.toFixed(0)} MB, ${importer}`,
    value: [
      `${(megabytes / middle(importer)).toFixed(0)} MB/s`,
      `peak ${(Math.max(...runs[importer].map(({ peak }) => peak)) / 1e6).toFixed(0)} MB`,
      `${runs[importer][0]?.rows} rows`,
      importer === 'vigil'
        ? 'reads ids, types, areas, places and hours as well'
        : `${times(importer)} of Vigil’s time; ${agreement(runs.vigil[0] as Run, runs[importer][0] as Run)}`,
    ].join(', '),
  }));
}

/** Whether two importers counted alike, on every day that both show. */
function agreement(own: Run, peer: Run): string {
  const days = Object.keys(own.days);
  const differing = days.filter((day) => own.days[day] !== peer.days[day]).length;
  const rows = own.rows === peer.rows ? 'rows agree' : 'ROWS DIFFER';
  return `${rows}, ${differing === 0 ? `${days.length} days agree` : `${differing} DAYS DIFFER`}`;
}

async function importOnce(url: string, importer: Importer, file: string): Promise<Run> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('No Chromium was found.');
  const browser = await chromium.launch({ executablePath, args: [...baseFlags] });
  try {
    const page = await browser.newPage();
    await page.goto(url);
    await page.setInputFiles('#file', file);
    const counts = await page.evaluate((name) => window.importFile(name), importer);
    const session = await browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    const pages = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => peakOf(id));
    process.stderr.write(`  ${importer}: ${counts.seconds.toFixed(1)} s\n`);
    return { ...counts, peak: Math.max(...pages) };
  } finally {
    await browser.close();
  }
}

/** Peak resident set of a process, bytes (Linux). */
function peakOf(pid: number): number {
  const kibibytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kibibytes ?? NaN) * 1024;
}

/** duckdb-wasm is large and only a peer here, so it is fetched now and not with the project's own packages. */
async function buildPage(): Promise<string> {
  const packages = join(folder, 'duckdb');
  const installed = join(packages, 'node_modules', '@duckdb', 'duckdb-wasm');
  if (!existsSync(installed)) {
    spawnSync('npm', ['install', '--no-save', '--prefix', packages, duckdb], { stdio: ['ignore', 2, 2] });
  }
  const outDir = join(folder, 'import-page');
  await build({
    configFile: false,
    root: resolve('scripts', 'bench', 'import-page'),
    logLevel: 'warn',
    resolve: {
      alias: [
        { find: /^@duckdb\/duckdb-wasm$/, replacement: join(installed, 'dist', 'duckdb-browser.mjs') },
        { find: /^@duckdb\/duckdb-wasm\//, replacement: `${installed}/` },
      ],
    },
    worker: { format: 'es' },
    build: { outDir, emptyOutDir: true, target: 'es2023', assetsInlineLimit: 0 },
  });
  return outDir;
}
