import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { EpochFigures, TrainingUpdate } from '../../src/contract/index.ts';
import { madePicture } from '../../tests/cli/made-pictures.ts';
import { openDriver, unwrap } from '../browser/driver.ts';
import { memoryOfTree } from './process-memory.ts';

const pictures = 5000;
const epochs = 50;
const colours = { Fire: [250, 120, 20], Normal: [60, 110, 90] } as const;

/** Training on more pictures than rivals survive: memory of the browser, storage, and whether tensors pile up. */
export async function largeDataset(): Promise<{ measure: string; value: string }[]> {
  const { files, paths } = madeDataset();
  await using driver = await openDriver();
  const { page, browser } = driver;
  const figures: EpochFigures[] = [];
  await page.exposeFunction('vigilTrainingUpdate', (update: TrainingUpdate) => {
    if (update.kind === 'epoch') figures.push(update.figures);
  });
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const pid = processInfo.find(({ type }) => type === 'browser')?.id ?? 0;
  const samples: number[] = [memoryOfTree(pid)];
  const timer = setInterval(() => samples.push(memoryOfTree(pid)), 2000);
  await page.setInputFiles('#clips', files);
  const request = {
    paths,
    rows: null,
    settings: { heads: ['hybrid'], epochs, patience: epochs, shuffledComparison: false },
    deep: false,
    backend: 'auto',
    decoder: 'auto',
  } as const;
  const { line } = unwrap(await page.evaluate((given) => window.vigil.train(given, 'shipped'), request));
  clearInterval(timer);
  const used = await page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);
  const tensors = figures.map((epoch) => epoch.tensors);
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
  return [
    {
      measure: `${pictures} pictures, ${epochs} epochs`,
      value: `${line.seconds.examine.toFixed(0)} s to examine, ${line.seconds.train.toFixed(0)} s to train`,
    },
    {
      measure: 'browser’s memory before, and at its peak',
      value: `${megabytes(samples[0] ?? 0)}, ${megabytes(Math.max(...samples))}`,
    },
    { measure: 'storage used', value: megabytes(used) },
    {
      measure: `tensors after each of ${tensors.length} epochs`,
      value: `${Math.min(...tensors)} to ${Math.max(...tensors)}`,
    },
  ];
}

/** Two classes, two pictures a camera; made once. */
function madeDataset(): { files: string[]; paths: string[] } {
  const root = join('.cache', 'bench', 'pictures');
  const paths = Array.from({ length: pictures }, (_, n) => {
    const label = n % 2 === 0 ? 'Fire' : 'Normal';
    const camera = Math.floor(n / 4);
    const path = `${label}/camera-${camera}/${n}.bmp`;
    const file = join(root, path);
    if (!existsSync(file)) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, madePicture(colours[label], n));
    }
    return path;
  });
  return { files: paths.map((path) => join(root, path)), paths };
}
