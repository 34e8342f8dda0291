import { expect, test } from 'vitest';
import { AppError, detachedTask } from '../../../../src/base/index.ts';
import type { DatasetClip, FeatureStore, StoredFeatures } from '../../../../src/contract/index.ts';
import { extractFeatures, featurePlan, storedVariants } from '../../../../src/training/index.ts';
import { brightnessClassifier, fakeClip, manifest } from '../../analysis/fake-clip.ts';

const toy = { ...manifest, backbone: { ...manifest.backbone, inputSize: 16 } };
const classifier = { ...brightnessClassifier(), manifest: toy };
const augmentation = { variants: 2, flip: true, crop: true, colour: true, timeJitter: false };
const plan = featurePlan(toy, augmentation, 1);

function memoryStore(): FeatureStore & { kept: Map<string, StoredFeatures> } {
  const kept = new Map<string, StoredFeatures>();
  return {
    kept,
    get: async (key) => kept.get(key),
    put: async (key, features) => void kept.set(key, features),
    known: async (keys) => new Set(keys.filter((key) => kept.has(key))),
  };
}

const clipAt = (n: number): DatasetClip => ({
  path: `Fire/${n}.mp4`,
  sha256: n.toString(16).padStart(64, '0'),
  sizeBytes: 1,
  media: 'video',
  duration: 1,
  fingerprint: { frames: [], background: '' },
  label: 'Fire',
  group: `g${n}`,
  groupFrom: 'hand',
});
const clips = Array.from({ length: 5 }, (_, n) => clipAt(n));
const jobs = clips.map((clip) => ({ clip, variants: 2 }));
const files = clips.map(({ path }) => ({ path, file: new File(['x'], path) }));

function contextWith(store: FeatureStore, opened: string[] = [], broken?: string) {
  return {
    classifier,
    store,
    files,
    openClip: async (file: File) => {
      opened.push(file.name);
      if (file.name === broken) throw new AppError('not-media', `${file.name} is not a video.`);
      return fakeClip(Array.from({ length: 8 }, (_, n) => [n / 4, n / 8] as const));
    },
  };
}

async function run(...given: Parameters<typeof extractFeatures>) {
  const updates = [];
  for await (const update of extractFeatures(...given)) updates.push(update);
  return updates;
}

test('each clip gets its rows in every variant; a second run opens nothing', async () => {
  const store = memoryStore();
  const opened: string[] = [];
  const updates = await run(jobs, plan, contextWith(store, opened), detachedTask());
  expect(updates.at(-1)).toEqual({ kind: 'features', done: 5, total: 5, cached: 0 });
  expect(store.kept.size).toBe(15);
  expect(await run(jobs, plan, contextWith(store, opened), detachedTask())).toEqual([
    { kind: 'features', done: 5, total: 5, cached: 5 },
  ]);
  expect(opened).toHaveLength(5);
  const variants = await storedVariants(clips[0] as DatasetClip, plan, 2, store);
  expect(variants?.map(({ rows }) => rows)).toEqual([8, 8, 8]);
  expect(variants?.[1]?.values).not.toEqual(variants?.[0]?.values);
});

test('stopped, it goes on where it was, without the files that are done', async () => {
  const store = memoryStore();
  const abort = new AbortController();
  const opened: string[] = [];
  const stopped = (async () => {
    for await (const update of extractFeatures(jobs, plan, contextWith(store, opened), {
      signal: abort.signal,
    }))
      if (update.kind === 'features' && update.done === 2) abort.abort();
  })();
  await expect(stopped).rejects.toThrow(/abort/i);
  const rest = { ...contextWith(store, opened), files: files.slice(2) };
  const updates = await run(jobs, plan, rest, detachedTask());
  expect(updates[0]).toEqual({ kind: 'features', done: 2, total: 5, cached: 2 });
  expect(opened).toEqual(files.map(({ path }) => path));
});

test('other settings, another part or another network are other rows', () => {
  const store = memoryStore();
  return run(jobs, plan, contextWith(store), detachedTask()).then(async () => {
    const clip = clips[0] as DatasetClip;
    const there = (other: DatasetClip, with_ = plan) => storedVariants(other, with_, 0, store);
    expect(await there(clip)).toBeDefined();
    expect(await there({ ...clip, span: { from: 0, to: 1 } })).toBeUndefined();
    const denoised = { ...toy, preprocessing: { ...toy.preprocessing, denoise: 'median3' as const } };
    expect(await there(clip, featurePlan(denoised, augmentation, 1))).toBeUndefined();
    // The clip as it is does not depend on how its copies are altered.
    expect(await there(clip, featurePlan(toy, { ...augmentation, flip: false }, 9))).toBeDefined();
    expect(
      await storedVariants(clip, featurePlan(toy, { ...augmentation, flip: false }, 1), 1, store),
    ).toBeUndefined();
  });
});

test('a file that cannot be read is told, and the others go on', async () => {
  const store = memoryStore();
  const updates = await run(jobs, plan, contextWith(store, [], 'Fire/1.mp4'), detachedTask());
  expect(updates.filter(({ kind }) => kind === 'unreadable')).toEqual([
    { kind: 'unreadable', path: 'Fire/1.mp4', reason: 'Fire/1.mp4 is not a video.' },
  ]);
  expect(store.kept.size).toBe(12);
});

test('a full disk stops the run', async () => {
  const store = {
    ...memoryStore(),
    put: () => Promise.reject(new AppError('storage-full', 'The browser’s storage for Vigil is full.')),
  };
  await expect(run(jobs, plan, contextWith(store), detachedTask())).rejects.toMatchObject({
    code: 'storage-full',
  });
});

test('files that are missing and not cached are named, with what to do', async () => {
  const context = { ...contextWith(memoryStore()), files: files.slice(0, 3) };
  await expect(run(jobs, plan, context, detachedTask())).rejects.toMatchObject({
    code: 'file-unreadable',
    message: 'Fire/3.mp4 and 1 more files are not at hand, and not extracted yet.',
  });
});
