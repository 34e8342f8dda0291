import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeClassFolders } from './made-pictures.ts';
import { runCommand } from './run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'vigil-train-'));
const out = join(folder, 'mine.vigil-model');
const classes = join(folder, 'classes');

beforeAll(() => writeClassFolders(classes, 6));
afterAll(() => rmSync(folder, { recursive: true }));

interface Line {
  split: Record<string, number>;
  runs: { head: string; epochs: number; best: number; test: { clips: number; accuracy: number } }[];
  comparisons: { first: string; second: string; mcnemar: { p: number } }[];
  alarms: string[];
  unreadable: { path: string }[];
  model: string;
}

describe('folders of classes', () => {
  let line: Line;

  test('are split by camera, three heads are fitted and judged, and a model is written', async () => {
    writeFileSync(join(classes, 'Fire', 'broken.mp4'), 'not a video');
    const args = ['--heads', 'hybrid,cnn,lstm', '--epochs', '40', '--seed', '1', '--out', out, classes];
    const { status, stdout, stderr } = await runCommand('train', args);
    line = JSON.parse(stdout) as Line;
    expect(line.unreadable).toMatchObject([{ path: 'Fire/broken.mp4' }]);
    // One input failed, and it is told.
    expect(status).toBe(1);
    expect(line.runs.map(({ head }) => head)).toEqual(['hybrid', 'cnn', 'lstm']);
    for (const { epochs, best, test: judged } of line.runs) {
      expect(epochs).toBeLessThanOrEqual(40);
      expect(best).toBeGreaterThan(0);
      expect(judged.clips).toBe(line.split['test']);
    }
    const { train = 0, validation = 0, test: tested = 0 } = line.split;
    expect(train + validation + tested).toBe(24);
    expect(Math.min(train, validation, tested)).toBeGreaterThan(0);
    expect(line.comparisons.map(({ second }) => second)).toEqual(['cnn', 'lstm']);
    expect(stderr).toContain('hybrid epoch 1');
    expect(existsSync(out)).toBe(true);
  });

  test('give a model that the other commands take', async () => {
    const { status, stdout } = await runCommand('evaluate', ['--model', out, classes]);
    const report = JSON.parse(stdout) as { clips: number; accuracy: number; failures: unknown[] };
    expect(status).toBe(1);
    expect(report.failures).toHaveLength(1);
    expect(report.clips).toBe(24);
    // The two classes differ in colour alone: a model that learnt anything tells most of them apart.
    expect(report.accuracy).toBeGreaterThan(0.7);
  });
});

test('one class alone is refused with a sentence', async () => {
  const alone = join(folder, 'alone');
  writeClassFolders(alone, 2);
  rmSync(join(alone, 'Normal'), { recursive: true });
  const { status, stdout } = await runCommand('train', ['--out', out, alone]);
  expect(status).toBe(1);
  expect((JSON.parse(stdout) as { error: { code: string } }).error.code).toBe('input-invalid');
});

test('wrong usage is said', async () => {
  const { status, stderr } = await runCommand('train', ['--heads', 'transformer', classes]);
  expect(status).toBe(2);
  expect(stderr).toContain('--heads knows hybrid, cnn, lstm, not "transformer".');
});
