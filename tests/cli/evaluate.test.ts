import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from './run-command.ts';

const fields = [
  'clips',
  'accuracy',
  'balancedAccuracy',
  'macroF1',
  'anomalyAuc',
  'logLoss',
  'mse',
  'ece',
  'perClass',
  'confusion',
  'intervals95',
  'falseAlarmsPerHour',
];

describe('a folder of class folders', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-classes-'));
  beforeAll(() => {
    for (const [label, name] of [
      ['Normal', 'h264.mp4'],
      ['Fire', 'mpeg4.avi'],
      ['Fire', 'text.mp4'],
      ['Cats', 'h264.mkv'],
    ] as const) {
      mkdirSync(join(folder, label), { recursive: true });
      cpSync(join('tests/fixtures/video', name), join(folder, label, name));
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('is judged by folder name; a bad file and an unknown class are told and left out', async () => {
    const { status, stdout, stderr } = await runCommand('evaluate', [folder]);
    expect(status).toBe(1);
    const report = JSON.parse(stdout) as Record<string, unknown>;
    expect(Object.keys(report)).toEqual(expect.arrayContaining(fields));
    expect(report['clips']).toBe(2);
    expect(report['failures']).toMatchObject([{ file: join(folder, 'Fire', 'text.mp4') }]);
    expect(stderr).toContain('Cats');
  });
  test('a list limits each clip to its event span', async () => {
    const list = join(folder, 'clips.csv');
    writeFileSync(
      list,
      'label,path,camera_group,event_start_s,event_end_s\nNormal,Normal/h264.mp4,one,0,1\n',
    );
    const { status, stdout } = await runCommand('evaluate', ['--list', list, folder]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ clips: 1, anomalyAuc: null, normalHours: 1 / 3600 });
  });
});

test('no folder, or one without classes, is wrong usage', async () => {
  expect((await runCommand('evaluate', [])).status).toBe(2);
  expect((await runCommand('evaluate', ['tests/cli'])).status).toBe(2);
});

const footage = '../shared/data/footage';
const here = existsSync(footage);
if (!here)
  console.log(
    'Skipping, since ../shared/data is not here: the shipped model on real clips of unseen cameras.',
  );

test.skipIf(!here)(
  'on real clips of cameras it was not trained on, the shipped model beats chance',
  async () => {
    const [header = '', ...rows] = readFileSync('models/vigil-2/test-clips.csv', 'utf8').trim().split('\n');
    // Every eighth row of the list, which is in class order: about 15 clips of all classes.
    const list = join(mkdtempSync(join(tmpdir(), 'vigil-list-')), 'clips.csv');
    writeFileSync(list, [header, ...rows.filter((_, n) => n % 8 === 0)].join('\n'));
    const { status, stdout } = await runCommand('evaluate', ['--list', list, footage]);
    expect(status).toBe(0);
    const report = JSON.parse(stdout) as { clips: number; accuracy: number };
    expect(report.clips).toBeGreaterThan(12);
    // One in six by guessing; twice that cannot be luck or a broken chain on these clips.
    expect(report.accuracy).toBeGreaterThan(1 / 3);
  },
);
