import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnalysisLine } from '../../src/app/headless.ts';
import type { LiveRun } from '../../src/app/headless-live.ts';
import { openDriver, unwrap } from '../browser/driver.ts';

interface Row {
  readonly measure: string;
  readonly value: string;
}

const folder = '../shared/data/footage';
const watchedLabels = ['Fighting', 'Shooting', 'Normal'];
const clipSeconds = 10;
const frameRate = 20;
/** The camera is opened this much before the first picture is taken, at most, s. */
const longestStart = 0.8;

/**
 * Live against the analysis of a file, on real clips played by Chromium's fake camera: differences of the
 * probabilities row by row, and the delay. The camera has been playing for a moment when the first picture is taken, so
 * the file is cut at each of the first pictures in turn, and the cut that fits best is the one that was seen.
 */
export async function liveAgainstFile(): Promise<Row[]> {
  if (!existsSync(folder)) {
    console.error('Skipping live: ../shared/data is not here.');
    return [];
  }
  const work = mkdtempSync(join(tmpdir(), 'vigil-live-'));
  try {
    const rows: Row[] = [];
    for (const label of watchedLabels) rows.push(...(await measure(longClip(label), label, work)));
    return rows;
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** The first clip of a class that is long enough, by the list. */
function longClip(label: string): string {
  const [head = '', ...lines] = readFileSync(join(folder, 'clips.csv'), 'utf8').trim().split('\n');
  const column = (name: string): number => head.split(',').indexOf(name);
  const found = lines
    .map((line) => line.split(','))
    .find((row) => row[column('label')] === label && Number(row[column('duration_s')]) > clipSeconds + 2);
  if (!found) throw new Error(`No clip of ${label} is longer than ${clipSeconds + 2} s.`);
  return join(folder, found[column('path')] as string);
}

async function measure(clip: string, label: string, work: string): Promise<Row[]> {
  const played = join(work, 'camera.y4m');
  const shape = `fps=${frameRate},scale='min(640,iw)':-2`;
  ffmpeg('-i', clip, '-t', `${clipSeconds + 2}`, '-an', '-vf', shape, '-pix_fmt', 'yuv420p', played);
  const flags = [
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-video-capture=${played}`,
  ];
  await using driver = await openDriver({ flags });
  unwrap(await driver.page.evaluate(() => window.vigil.start('auto')));
  unwrap(await driver.page.evaluate(() => window.vigil.loadModel({})));
  const live = unwrap(await driver.page.evaluate((s) => window.vigil.watch(s), clipSeconds));
  let best = { mean: Infinity, largest: Infinity, frame: 0, rows: 0 };
  for (let frame = 0; frame < longestStart * frameRate; frame++) {
    const cut = join(work, `cut-${frame}.mkv`);
    const from = `select='gte(n,${frame})',setpts=PTS-STARTPTS`;
    ffmpeg('-i', played, '-vf', from, '-fps_mode', 'passthrough', '-c:v', 'ffv1', cut);
    await driver.page.setInputFiles('#clips', cut);
    const file = unwrap(await driver.page.evaluate(() => window.vigil.analyse(0, { decoder: 'ffmpeg' })));
    rmSync(cut);
    const difference = differenceOf(live, file);
    if (difference.mean < best.mean) best = { ...difference, frame };
  }
  const sorted = live.delays.toSorted((a, b) => a - b);
  const delayAt = (share: number): string =>
    `${Math.round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN)} ms`;
  return [
    {
      measure: `live against file, ${label}`,
      value:
        `${best.mean.toFixed(4)} mean, ${best.largest.toFixed(4)} largest difference over ${best.rows} rows ` +
        `(first picture: number ${best.frame})`,
    },
    {
      measure: `delay from picture to screen, ${label}`,
      value: `${delayAt(0.5)} median, ${delayAt(0.95)} 95 %, ${live.dropped} of ${live.pictures} pictures dropped`,
    },
  ];
}

/** Over the rows that both have, up to the end of the played clip. */
function differenceOf(
  live: LiveRun,
  { track }: AnalysisLine,
): { mean: number; largest: number; rows: number } {
  const rows = Math.min(live.timestamps.length, track.timestamps.length - 1);
  let [sum, largest, count] = [0, 0, 0];
  for (let row = 0; row < rows; row++) {
    if (Math.abs((live.timestamps[row] ?? 0) - (track.timestamps[row] ?? 0)) > 1e-6) break;
    for (const [column, value] of (live.probabilities[row] ?? []).entries()) {
      const difference = Math.abs(value - (track.probabilities[row]?.[column] ?? NaN));
      sum += difference;
      largest = Math.max(largest, difference);
      count += 1;
    }
  }
  return { mean: count > 0 ? sum / count : Infinity, largest, rows };
}

function ffmpeg(...args: string[]): void {
  const { status, stderr } = spawnSync('ffmpeg', ['-v', 'error', '-y', ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ffmpeg failed: ${stderr}`);
}
