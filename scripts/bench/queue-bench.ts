import { appendFileSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { CDPSession, Page } from 'playwright-core';
import { openDriver } from '../browser/driver.ts';
import { memoryOfTree } from './process-memory.ts';

const clips = 100;
const looks = [10, 50, 100] as const;
const source = join('tests', 'fixtures', 'video', 'h264.mp4');

/** A hundred small clips chosen as one lot in the app: memory as the queue goes on, and how soon the first curve is drawn. */
export async function memoryOfQueue(): Promise<{ measure: string; value: string }[]> {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-queue-'));
  try {
    await using driver = await openDriver();
    const { page, browser } = driver;
    await page.goto(new URL('.', page.url()).href);
    await page.getByRole('navigation', { name: 'Screens' }).waitFor();
    const session = await browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    const pid = processInfo.find(({ type }) => type === 'browser')?.id ?? 0;
    const devtools = await page.context().newCDPSession(page);
    const rows = [{ measure: 'before', value: await memory(pid, devtools) }];
    const began = performance.now();
    await page.locator('#choose-files').setInputFiles(distinctCopies(folder));
    await firstCurve(page);
    const first = (performance.now() - began) / 1000;
    for (const look of looks) {
      while ((await page.evaluate(storedAnalyses)) < look) await delay(250);
      rows.push({ measure: `after ${look} clips`, value: await memory(pid, devtools) });
    }
    const seconds = ((performance.now() - began) / 1000).toFixed(0);
    return [
      { measure: 'from choosing 100 clips to the first point of a curve', value: `${first.toFixed(2)} s` },
      ...rows,
      { measure: `all ${clips} clips of 2 s`, value: `${seconds} s` },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Copies of one clip with a few bytes more each, behind its end, so that none has the hash of another. */
function distinctCopies(folder: string): string[] {
  return Array.from({ length: clips }, (_, n) => {
    const path = join(folder, `clip-${String(n).padStart(3, '0')}.mp4`);
    copyFileSync(source, path);
    const box = Buffer.from(`....free${String(n).padStart(8, '0')}`);
    box.writeUInt32BE(box.length);
    appendFileSync(path, box);
    return path;
  });
}

/** The play head says a class and its probability once there is a curve. */
async function firstCurve(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const head = document.querySelector('[role="slider"][aria-label="Play head"]');
    return /[0-9]\.[0-9]{2}$/.test(head?.getAttribute('aria-valuetext') ?? '');
  });
}

/** How many analyses are kept in the app's storage. Runs in the page. */
async function storedAnalyses(): Promise<number> {
  const opening = indexedDB.open('vigil');
  await new Promise((resolve) => (opening.onsuccess = resolve));
  const database = opening.result;
  const counting = database.transaction('analyses').objectStore('analyses').count();
  await new Promise((resolve) => (counting.onsuccess = resolve));
  database.close();
  return counting.result;
}

/** Of the whole browser (proportional set size), and the page's own heap after collecting what is garbage. */
async function memory(pid: number, devtools: CDPSession): Promise<string> {
  await devtools.send('HeapProfiler.collectGarbage');
  await devtools.send('Performance.enable');
  const { metrics } = await devtools.send('Performance.getMetrics');
  const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? NaN;
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
  return `${megabytes(memoryOfTree(pid))}, of it ${megabytes(heap)} heap of the page`;
}
