import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jsonLines, runCommand, type CommandResult } from './run-command.ts';

const fixtures = 'tests/fixtures/video';
const labels = ['Accident', 'Burglary', 'Fighting', 'Fire', 'Normal', 'Shooting'];

describe('a folder of good and bad files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-clips-'));
  const out = mkdtempSync(join(tmpdir(), 'vigil-out-'));
  let result: CommandResult;
  let lines: Record<string, unknown>[];

  beforeAll(async () => {
    for (const name of ['h264.mp4', 'mpeg4.avi', 'text.mp4', 'empty.mp4', 'audio-only.mp4', 'still.png']) {
      cpSync(join(fixtures, name), join(folder, name));
    }
    cpSync(join(fixtures, 'h264.mp4'), join(folder, 'odd name é #1%.mp4'));
    writeFileSync(join(folder, 'notes.txt'), 'not footage');
    result = await runCommand('analyze', ['--out', out, folder]);
    lines = jsonLines(result.stdout);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
    rmSync(out, { recursive: true });
  });

  const lineOf = (name: string) => lines.find(({ file }) => file === join(folder, name)) ?? {};

  test('every media file has one line, and a failure makes the exit status 1', () => {
    expect(lines).toHaveLength(7);
    expect(result.status).toBe(1);
  });
  test('a good line has the contract’s fields, and numbers that add up', () => {
    const line = lineOf('h264.mp4');
    expect(Object.keys(line)).toEqual([
      'file',
      'sha256',
      'durationSeconds',
      'frames',
      'decoder',
      'backend',
      'model',
      'labels',
      'clip',
      'track',
      'events',
      'seconds',
      'realtimeFactor',
    ]);
    expect(line['labels']).toEqual(labels);
    expect(line['decoder']).toBe('webcodecs');
    expect(line['sha256']).toBe(
      createHash('sha256')
        .update(readFileSync(join(fixtures, 'h264.mp4')))
        .digest('hex'),
    );
    const { timestamps, probabilities } = line['track'] as {
      timestamps: number[];
      probabilities: number[][];
    };
    expect(probabilities).toHaveLength(timestamps.length);
    for (const row of probabilities) expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 4);
    const clip = Object.values(line['clip'] as Record<string, number>);
    expect(clip.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 4);
  });
  test('an AVI goes through ffmpeg, and a picture is analysed as one window', () => {
    expect(lineOf('mpeg4.avi')).toMatchObject({ decoder: 'ffmpeg' });
    expect(lineOf('still.png')).toMatchObject({ frames: 1, durationSeconds: 0 });
  });
  test('an odd file name is no obstacle', () => {
    expect(lineOf('odd name é #1%.mp4')).toMatchObject({ decoder: 'webcodecs' });
  });
  test.each([
    ['text.mp4', 'not-media'],
    ['empty.mp4', 'file-empty'],
    ['audio-only.mp4', 'no-video-track'],
  ])('%s is the error %s, in a sentence that names it', (name, code) => {
    expect(lineOf(name)).toEqual({
      file: join(folder, name),
      error: { code, message: expect.stringContaining(name) },
    });
  });
  test('--out keeps each line as a file', () => {
    const kept = JSON.parse(readFileSync(join(out, 'h264.mp4.json'), 'utf8')) as unknown;
    expect(kept).toEqual(lineOf('h264.mp4'));
  });
});

test('two runs on the same file give the same probabilities and events', async () => {
  const runs = await Promise.all([1, 2].map(() => runCommand('analyze', [join(fixtures, 'h264.mp4')])));
  const [first, second] = runs.map(({ stdout }) => jsonLines(stdout)[0]);
  expect(first?.['track']).toEqual(second?.['track']);
  expect(first?.['events']).toEqual(second?.['events']);
});

test('--decoder, --fps and --backend are obeyed', async () => {
  const slow = await runCommand('analyze', ['--decoder', 'ffmpeg', '--fps', '2', join(fixtures, 'h264.mp4')]);
  expect(slow.status).toBe(0);
  const [line] = jsonLines(slow.stdout);
  expect(line).toMatchObject({ decoder: 'ffmpeg', backend: 'wasm' });
  expect(line?.['frames']).toBe(Math.ceil(2 * (line?.['durationSeconds'] as number)));
  const plain = await runCommand('analyze', ['--backend', 'cpu', join(fixtures, 'still.png')]);
  expect(jsonLines(plain.stdout)).toMatchObject([{ backend: 'cpu', frames: 1 }]);
});

test.each([
  ['no file', []],
  ['an unknown option', ['--speed', '9', 'a.mp4']],
  ['an unknown decoder', ['--decoder', 'vlc', 'a.mp4']],
  ['a frame rate that is none', ['--fps', 'fast', 'a.mp4']],
])('%s is wrong usage: exit 2, nothing on stdout', async (_name, args) => {
  const { status, stdout, stderr } = await runCommand('analyze', args);
  expect(status).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain('npm run --silent analyze');
});

test('a path that is not there is an error line, not a crash', async () => {
  const { status, stdout } = await runCommand('analyze', ['missing.mp4']);
  expect(status).toBe(1);
  expect(jsonLines(stdout)).toMatchObject([{ file: 'missing.mp4', error: { code: 'file-unreadable' } }]);
});

test('a damaged model is the error of every file, and names its own', async () => {
  const model = mkdtempSync(join(tmpdir(), 'vigil-model-'));
  cpSync('models/vigil-2', model, { recursive: true });
  const weights = readFileSync(join(model, 'head/weights.bin'));
  weights[50] = (weights[50] ?? 0) ^ 1;
  writeFileSync(join(model, 'head/weights.bin'), weights);
  const files = ['h264.mp4', 'still.png'].map((name) => join(fixtures, name));
  const { status, stdout } = await runCommand('analyze', ['--model', join(model, 'manifest.json'), ...files]);
  expect(status).toBe(1);
  expect(jsonLines(stdout)).toEqual(
    files.map((file) => ({
      file,
      error: { code: 'model-corrupt', message: expect.stringContaining('head/weights.bin') },
    })),
  );
  rmSync(model, { recursive: true });
});
