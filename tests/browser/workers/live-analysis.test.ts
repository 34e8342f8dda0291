import { afterAll, beforeAll, expect, test } from 'vitest';
import { analyseLive } from '../../../src/analysis/index.ts';
import { detachedTask } from '../../../src/base/index.ts';
import { ComputeEngine, tf } from '../../../src/compute/index.ts';
import type {
  AnalysisService,
  LiveAnalysisService,
  LiveFrame,
  LiveUpdate,
} from '../../../src/contract/index.ts';
import { Classifier, readModel } from '../../../src/model/index.ts';
import { connectAnalysis, connectCapture } from '../../../src/workers/index.ts';
import { toyModelFiles } from '../model/toy-model.ts';

let files: File[];
let engine: ComputeEngine;
let service: AnalysisService & LiveAnalysisService & Disposable;

beforeAll(async () => {
  engine = await ComputeEngine.start('cpu', detachedTask());
  files = await toyModelFiles();
  tf.disposeVariables();
  service = connectAnalysis();
  await service.start('wasm', detachedTask());
  await service.loadModel({ kind: 'files', files }, detachedTask());
});

afterAll(() => service[Symbol.dispose]());

function frame(n: number): LiveFrame {
  const data = Uint8Array.from({ length: 32 * 24 * 3 }, (_, at) => (at * 7 + n * 13) % 256);
  return { timestamp: n / 4, capturedAt: n, image: { width: 32, height: 24, data } };
}

test('a quarter of an hour leaves as many tensors as a minute', async () => {
  const bundle = await readModel({ kind: 'files', files }, new AbortController().signal);
  using classifier = await Classifier.create(bundle, engine);
  const tensors: number[] = [];
  let n = 0;
  const source = {
    nextFrames: async () => (n === 3600 ? null : { frames: [frame(n++)], dropped: 0 }),
  };
  for await (const { kind } of analyseLive(source, classifier, detachedTask()))
    if (kind === 'rows') tensors.push(tf.memory().numTensors);
  expect(tensors.length).toBe(1799);
  expect(new Set(tensors).size).toBe(1);
});

test('pictures handed to the capture worker come out of the analysis worker as probabilities', async () => {
  using capture = connectCapture();
  const abort = new AbortController();
  const { port1, port2 } = new MessageChannel();
  const plan = { fps: 4, shortSide: 60, isRecorded: true };
  const statuses = capture.capture({ kind: 'fed' }, plan, port1, abort);
  await statuses.next();
  const updates = service.analyseLive(port2, abort);
  const rows: Extract<LiveUpdate, { kind: 'rows' }>[] = [];
  const watching = (async () => {
    for await (const update of updates) {
      if (update.kind === 'rows') rows.push(update);
      if (rows.length === 6) break;
    }
  })();
  const canvas = new OffscreenCanvas(160, 120);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  const began = performance.timeOrigin + performance.now();
  for (let n = 0; rows.length < 6 && n < 400; n++) {
    context.fillStyle = `hsl(${n * 9} 80% 50%)`;
    context.fillRect(0, 0, 160, 120);
    const at = performance.timeOrigin + performance.now();
    const picture = new VideoFrame(canvas, { timestamp: Math.round((at - began) * 1000) });
    await capture.feed(picture, at, detachedTask());
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  await watching;
  for (const { rows: told, newest, capturedAt, dropped } of rows) {
    expect(told.values.reduce((a, b) => a + b, 0)).toBeCloseTo(told.timestamps.length, 4);
    expect(capturedAt - began).toBeGreaterThan(newest * 1000 - 1);
    expect(capturedAt - began).toBeLessThan(newest * 1000 + 1000);
    expect(dropped).toBe(0);
  }
  const clip = await capture.clip(0, 100, detachedTask());
  expect(clip?.blob.size).toBeGreaterThan(100);
  abort.abort();
  await expect(statuses.next()).rejects.toMatchObject({ name: 'AbortError' });
  // The recording outlives the source.
  expect((await capture.clip(0, 100, detachedTask()))?.pictures).toBeGreaterThan(5);
});
