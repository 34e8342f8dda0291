import { afterAll, beforeAll, expect, test } from 'vitest';
import { detachedTask, seededRandom } from '../../../src/base/index.ts';
import { ComputeEngine, tf } from '../../../src/compute/index.ts';
import type {
  ExaminedFile,
  SourceFile,
  TrainingPlan,
  TrainingService,
  TrainingSettings,
  TrainingUpdate,
} from '../../../src/contract/index.ts';
import { openStorage } from '../../../src/storage/index.ts';
import { assembleDataset, defaultTrainingSettings, splitDataset } from '../../../src/training/pure.ts';
import { connectTraining } from '../../../src/workers/index.ts';
import { toyModelFiles } from '../model/toy-model.ts';

type Service = TrainingService & Disposable;
type Finished = Extract<TrainingUpdate, { kind: 'finished' }>;

const labels = ['Fire', 'Normal'];
let modelFiles: File[];
let deepModelFiles: File[];
let sources: SourceFile[];
let examined: ExaminedFile[];
let service: Service;

beforeAll(async () => {
  await ComputeEngine.start('cpu', detachedTask());
  modelFiles = await toyModelFiles();
  deepModelFiles = await toyModelFiles(2);
  tf.disposeVariables();
  sources = await madeSources(6);
  service = await started();
  examined = await all(service.examine(sources, 'auto', detachedTask()));
});

afterAll(async () => {
  service[Symbol.dispose]();
  await (await openStorage()).wipe();
});

async function started(files = modelFiles): Promise<Service> {
  const connected = connectTraining();
  await connected.start('wasm', detachedTask());
  await connected.loadModel({ kind: 'files', files }, detachedTask());
  return connected;
}

async function all<T>(stream: AsyncGenerator<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const value of stream) values.push(value);
  return values;
}

/** Two pictures a camera; a camera is a pattern, a class is a colour. */
async function madeSources(groups: number): Promise<SourceFile[]> {
  const made: SourceFile[] = [];
  for (const [c, label] of labels.entries()) {
    for (let group = 0; group < groups; group++) {
      for (let n = 0; n < 2; n++) {
        const path = `set/${label}/camera-${label}-${group}/${n}.png`;
        const blob = await picture(c === 0 ? [250, 120, 20] : [60, 110, 90], c * 100 + group, 0.8 + 0.2 * n);
        made.push({ path, file: new File([blob], `${n}.png`) });
      }
    }
  }
  return made;
}

function picture([r, g, b]: readonly [number, number, number], seed: number, shade: number): Promise<Blob> {
  const random = seededRandom(seed);
  const canvas = new OffscreenCanvas(64, 64);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  for (let cell = 0; cell < 64; cell++) {
    const level = shade * (0.25 + 0.75 * random());
    context.fillStyle = `rgb(${r * level} ${g * level} ${b * level})`;
    context.fillRect((cell % 8) * 8, Math.floor(cell / 8) * 8, 8, 8);
  }
  return canvas.convertToBlob({ type: 'image/png' });
}

function planOf(runId: string, change: Partial<TrainingSettings> = {}): TrainingPlan {
  const { clips } = assembleDataset(examined, { knownLabels: labels });
  const settings = {
    ...defaultTrainingSettings({ head: { kind: 'hybrid', model: '', window: 4, hop: 2 } }),
    start: 'scratch' as const,
    epochs: 6,
    patience: 6,
    ...change,
  };
  const split = splitDataset(clips, { seed: 1, by: 'group' });
  return { runId, name: 'Mine', createdAt: 0, labels, clips, split, settings };
}

async function train(
  plan: TrainingPlan,
  with_: Service = service,
  files = sources,
): Promise<TrainingUpdate[]> {
  return all(with_.train({ plan, files, decoder: 'auto' }, detachedTask()));
}

function finishedOf(updates: readonly TrainingUpdate[]): Finished {
  const last = updates.at(-1);
  if (last?.kind !== 'finished') throw new Error('not finished');
  return last;
}

test('every file is looked into: hash, size, fingerprint', () => {
  expect(examined).toHaveLength(24);
  for (const file of examined) {
    expect(file).toMatchObject({ kind: 'readable', media: 'image', width: 64, height: 64, duration: 0 });
    if (file.kind === 'readable') expect(file.sha256).toMatch(/^[0-9a-f]{64}$/);
  }
});

test('three heads are fitted, judged and compared; colours are learnt', async () => {
  const settings = { heads: ['hybrid', 'cnn', 'lstm'], epochs: 20, learningRate: 0.01 } as const;
  const { outcome, model } = finishedOf(await train(planOf('three', settings)));
  expect(outcome.results.map(({ head }) => head)).toEqual(['hybrid', 'cnn', 'lstm']);
  for (const { history } of outcome.results)
    expect(history.at(-1)?.trainLoss).toBeLessThan(history[0]?.trainLoss as number);
  // The toy backbone has four features of chance; the pixels show the colour plainly.
  expect(outcome.results[2]?.test?.accuracy).toBe(1);
  expect(outcome.comparisons.map(({ first, second }) => [first, second])).toEqual([
    ['hybrid', 'cnn'],
    ['hybrid', 'lstm'],
  ]);
  expect(model.manifest).toMatchObject({ labels, head: { kind: 'hybrid', window: 4 } });
  expect(outcome.before).toBeNull();
});

test('the same plan gives the same model, byte for byte, and nothing is extracted twice', async () => {
  const first = finishedOf(await train(planOf('again')));
  await (await openStorage()).checkpoints.delete('again');
  const updates = await train(planOf('again'), service, []);
  expect(updates[0]).toMatchObject({ kind: 'features', done: 24, cached: 24 });
  expect(finishedOf(updates).model.identity).toEqual(first.model.identity);
});

test('killed at ten random points it resumes each time, and ends in the same weights', async () => {
  const plan = planOf('whole', { epochs: 80, patience: 80 });
  const whole = finishedOf(await train(plan));
  const random = seededRandom(5);
  let told = 0;
  for (let kill = 0; kill < 10; kill++) {
    const epochs = await trainUntilKilled(
      { ...plan, runId: 'killed' },
      told + Math.floor(random() * 7),
      random() * 40,
    );
    // What was told as done is never lost; a kill costs at most the epoch it falls into.
    expect(epochs).toBeGreaterThanOrEqual(told);
    told = epochs;
  }
  expect(told).toBeLessThan(80);
  using last = await started();
  const resumed = finishedOf(await train({ ...plan, runId: 'killed' }, last));
  expect(headBytes(resumed)).toEqual(headBytes(whole));
}, 120_000);

/** Trains in a worker that is terminated `delay` ms after telling that many epochs. @returns how many it told in all */
async function trainUntilKilled(plan: TrainingPlan, epochs: number, delay: number): Promise<number> {
  const mortal = await started();
  let told = 0;
  const kill = () => setTimeout(() => mortal[Symbol.dispose](), delay);
  if (epochs === 0) kill();
  const running = (async () => {
    for await (const update of mortal.train({ plan, files: sources, decoder: 'auto' }, detachedTask()))
      if (update.kind === 'epoch' && ++told === epochs) kill();
  })();
  await expect(running).rejects.toThrow(/closed/);
  return told;
}

function headBytes({ model }: Finished): Uint8Array {
  const file = model.files.find(({ path }) => path === 'head/weights.bin');
  return new Uint8Array(file?.bytes as ArrayBuffer);
}

test('stopped by hand, it keeps the best weights so far', async () => {
  const plan = planOf('stopped', { epochs: 200, patience: 200 });
  const abort = new AbortController();
  const stopped = (async () => {
    for await (const update of service.train({ plan, files: [], decoder: 'auto' }, { signal: abort.signal }))
      if (update.kind === 'epoch' && update.figures.epoch === 3) abort.abort();
  })();
  await expect(stopped).rejects.toThrow();
  const request = { plan, files: [], decoder: 'auto', stopFitting: true } as const;
  const { outcome } = finishedOf(await all(service.train(request, detachedTask())));
  expect(outcome.results[0]).toMatchObject({ ended: 'by-hand' });
  expect(outcome.results[0]?.epochs).toBeLessThan(20);
});

test('a run that one tab trains is refused to another, and free again afterwards', async () => {
  const plan = planOf('held', { epochs: 200, patience: 200 });
  const request = { plan, files: sources, decoder: 'auto' } as const;
  using other = await started();
  const abort = new AbortController();
  let refusal: unknown;
  const running = (async () => {
    for await (const update of service.train(request, { signal: abort.signal })) {
      if (update.kind !== 'fit-started') continue;
      refusal = await all(other.train(request, detachedTask())).catch((error: unknown) => error);
      abort.abort();
    }
  })();
  await expect(running).rejects.toThrow();
  expect(refusal).toMatchObject({
    code: 'input-invalid',
    message: 'This run is being trained in another tab.',
  });
  const ended = await all(other.train({ ...request, stopFitting: true }, detachedTask()));
  expect(ended.at(-1)?.kind).toBe('finished');
});

test('deep fine-tuning changes the last blocks only, and is judged as it will be used', async () => {
  using deep = await started(deepModelFiles);
  const settings = { heads: ['hybrid'], epochs: 3, deep: { epochs: 3, learningRate: 0.01 } } as const;
  const updates = await train(planOf('deep', { ...settings, shuffledComparison: false }), deep);
  const stages = updates.flatMap((update) => (update.kind === 'fit-started' ? [update.stage] : []));
  expect(stages.map(({ kind }) => kind)).toEqual(['head', 'deep']);
  const { outcome, model } = finishedOf(updates);
  expect(outcome.results.map(({ head, deep: fineTuned }) => [head, fineTuned])).toEqual([
    ['hybrid', true],
    ['hybrid', undefined],
  ]);
  expect(outcome.comparisons[0]).toMatchObject({ first: 'hybrid, fine-tuned', second: 'hybrid' });
  const before = await deepModelFiles.find(({ name }) => name === 'backbone__weights.bin')?.arrayBuffer();
  const after = model.files.find(({ path }) => path === 'backbone/weights.bin')?.bytes;
  const [old, now] = [new Float32Array(before as ArrayBuffer), new Float32Array(after as ArrayBuffer)];
  // The first convolution, 3·3·3·4 weights and 4 biases, stays; what follows has moved.
  expect(now.slice(0, 112)).toEqual(old.slice(0, 112));
  expect(now.slice(112)).not.toEqual(old.slice(112));
}, 60_000);
