import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { baseFlags, findChromium } from '../browser/chromium.ts';
import { clipsOfList, type LabelledClip } from '../cli/clip-list.ts';
import { fillModelInput } from '../cli/model-input.ts';
import { serve } from '../serve.mjs';
import { summarise, type JudgedClip } from './why/summary.ts';

/** Held-out clips of the shipped model, and where they lie; each may be set to others. VIGIL_LINES tells every clip. */
const list = process.env['VIGIL_CLIPS'] ?? 'models/vigil-2/test-clips.csv';
const folder = process.env['VIGIL_FOOTAGE'] ?? '../shared/data/footage';
const model = process.env['VIGIL_MODEL'] ?? 'models/vigil-2';

/**
 * Whether what the map highlights is what the class hangs on: in the surest alarm of each held-out clip, the fifth of
 * the pixels with the most evidence is masked, against the same shapes at random places.
 */
export async function maskingWhatIsHighlighted(): Promise<{ measure: string; value: string }[]> {
  const clips = clipsOfList(list, folder);
  await using judge = await openPage();
  const judged: JudgedClip[] = [];
  for (const [n, clip] of clips.entries()) {
    const found = await judge.clip(clip, n);
    if (found) judged.push({ ...found, label: clip.label, group: clip.group });
    process.stderr.write(`  ${n + 1} of ${clips.length}, ${judged.length} alarms\n`);
    if (process.env['VIGIL_LINES'] && found)
      console.error(JSON.stringify({ ...found, label: clip.label, group: clip.group }));
  }
  return summarise(judged);
}

async function openPage() {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('No Chromium was found: install the package "chromium".');
  const outDir = mkdtempSync(join(tmpdir(), 'vigil-bench-'));
  await build({
    configFile: false,
    root: 'scripts/bench/why',
    base: './',
    logLevel: 'warn',
    worker: { format: 'es' },
    build: { outDir, emptyOutDir: true, target: 'es2023', assetsInlineLimit: 0 },
  });
  const served = await serve({ folder: outDir, port: 0, isolation: false });
  const browser = await chromium.launch({ executablePath, args: [...baseFlags] });
  const page = await browser.newPage();
  await page.goto(served.url);
  await page.waitForFunction(() => 'judge' in window);
  await fillModelInput(page, model);
  await page.evaluate(() => window.begin());
  return {
    clip: (clip: LabelledClip, number: number) => judgeClip(page, clip, number),
    async [Symbol.asyncDispose]() {
      await browser.close();
      await served.close();
      rmSync(outDir, { recursive: true });
    },
  };
}

async function judgeClip(page: Page, { path, span }: LabelledClip, number: number) {
  await page.setInputFiles('#clip', path);
  const request = {
    seed: number,
    share: 0.2,
    draws: 10,
    // Covering takes longer than all else; a third of the clips tells.
    withOcclusion: number % 3 === 0,
    ...(span ? { span } : {}),
  };
  const answer = await page.evaluate((given) => window.judge(given), request);
  if ('error' in answer) throw new Error(`${basename(path)}: ${JSON.stringify(answer.error)}`);
  return answer.value;
}
