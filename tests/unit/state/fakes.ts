import type {
  AnalysisResult,
  AnalysisService,
  AnalysisUpdate,
  BackendReport,
  ClipInfo,
  Explanation,
  ExplanationOptions,
  FactGroup,
  LoadedModel,
  ModelFiles,
  ModelManifest,
  Picture,
  ProbabilityTrack,
  Thumbnail,
  VideoService,
} from '../../../src/contract/index.ts';
import type { FrameClock } from '../../../src/state/playback.svelte.ts';
import type { AnalysisArchive, SettingsStore } from '../../../src/state/stores.ts';
import type { StoredAnalysis } from '../../../src/storage/index.ts';

export const labels = ['Accident', 'Burglary', 'Fighting', 'Fire', 'Normal', 'Shooting'] as const;

export const clipInfo: ClipInfo = {
  name: 'yard.mp4',
  sizeBytes: 4,
  kind: 'video',
  container: 'mp4',
  codec: 'h264',
  width: 640,
  height: 360,
  rotation: 0,
  start: 0,
  duration: 4,
  frameRate: 10,
  frameCount: 40,
  decoder: 'webcodecs',
  decoderDetail: 'WebCodecs (avc1)',
  warnings: [],
};

const rule = { enter: 0.6, exit: 0.4, minDuration: 0.5, maxGap: 1 };

export const manifest = {
  id: 'vigil-test',
  labels,
  preprocessing: { workingShortSide: 256 },
  sampling: { fps: 8 },
  smoothing: { halfLife: 0 },
  thresholds: Object.fromEntries(labels.filter((label) => label !== 'Normal').map((label) => [label, rule])),
} as unknown as ModelManifest;

export const model: LoadedModel = { manifest, identity: { id: 'vigil-test', sha256: 'f'.repeat(64) } };

export const report: BackendReport = {
  backend: 'cpu',
  device: 'test',
  rejected: [],
  selfTest: { forwardError: 0, gradientError: 0, tolerance: 1, elapsedMs: 1 },
};

/** Rows half a second apart in which Fire has the given probabilities and Normal the rest. */
export function fireTrack(probabilities: readonly number[], first = 0): ProbabilityTrack {
  const values = new Float32Array(probabilities.length * labels.length);
  probabilities.forEach((fire, row) => {
    values[row * labels.length + 3] = fire;
    values[row * labels.length + 4] = 1 - fire;
  });
  const timestamps = Float64Array.from(probabilities, (_, row) => (first + row) / 2);
  return { kind: 'probabilities', labels, timestamps, values };
}

export function resultOf(track: ProbabilityTrack, clip = clipInfo): AnalysisResult {
  return {
    clip,
    model: model.identity,
    plan: { fps: 8, size: { fit: 'short-side', pixels: 256 } },
    backend: report,
    crop: null,
    frames: 32,
    end: clip.duration ?? 4,
    track,
    seconds: { total: 1, load: 0, decode: 0, embed: 0, classify: 0 },
  };
}

/** Two steps half a second apart, all evidence in the one place of the first. */
export function explanationOf({ label, at, method }: ExplanationOptions): Explanation {
  return {
    model: model.identity,
    backend: 'cpu',
    label,
    method: method === 'auto' ? 'gradient' : method,
    window: { from: at - 0.5, to: at + 0.5 },
    at,
    timestamps: Float64Array.of(at - 0.5, at),
    maps: { width: 1, height: 1, values: Float32Array.of(2, 0) },
    contributions: Float32Array.of(2, 0),
    logit: 2,
    baseline: 0,
    labels,
    probabilities: Float32Array.of(0, 0, 0, 0.9, 0.1, 0),
    region: { x: 0, y: 0, width: 1, height: 1 },
  };
}

/** An analysis whose updates the test hands out one by one. */
export class ScriptedAnalysis implements AnalysisService {
  readonly analysed: string[] = [];
  script: (file: File, signal: AbortSignal) => AsyncGenerator<AnalysisUpdate, void> = quickAnalysis;

  async start(): Promise<BackendReport> {
    return report;
  }
  async loadModel(): Promise<LoadedModel> {
    return model;
  }
  async readModel(): Promise<ModelFiles> {
    return { ...model, files: [] };
  }
  async packModel(): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(0);
  }
  async *analyse(
    file: File,
    _options: unknown,
    { signal }: { signal: AbortSignal },
  ): AsyncGenerator<AnalysisUpdate, void> {
    this.analysed.push(file.name);
    yield* this.script(file, signal);
  }
  async explain(_file: File, options: ExplanationOptions): Promise<Explanation> {
    return explanationOf(options);
  }
}

export const burning = fireTrack([0.1, 0.2, 0.7, 0.9, 0.8, 0.3, 0.1, 0.1]);

export async function* quickAnalysis(file: File): AsyncGenerator<AnalysisUpdate, void> {
  const clip = { ...clipInfo, name: file.name };
  yield { kind: 'opened', clip };
  yield { kind: 'rows', from: 0, rows: burning, analysedTo: 4 };
  yield { kind: 'finished', result: resultOf(burning, clip) };
}

/** An analysis that never ends by itself. */
export async function* endlessAnalysis(
  _file: File,
  signal: AbortSignal,
): AsyncGenerator<AnalysisUpdate, void> {
  yield { kind: 'opened', clip: clipInfo };
  yield { kind: 'rows', from: 0, rows: fireTrack([0.1, 0.9]), analysedTo: 1 };
  await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
}

/** Video of frames at given times; counts the bitmaps that are still open. */
export class FakeVideo implements VideoService {
  open = async (file: File) => ({ clipId: 1, info: { ...clipInfo, name: file.name } });
  openBitmaps = 0;
  readonly shas = new Map<string, string>();
  constructor(readonly times: readonly number[] = Array.from({ length: 40 }, (_, frame) => frame / 10)) {}

  async *frames(): AsyncGenerator<never, void> {}

  async *pictures(
    _clip: number,
    { from }: { from: number },
    { signal }: { signal: AbortSignal },
  ): AsyncGenerator<Picture, void> {
    const first = Math.max(
      0,
      this.times.findLastIndex((time) => time <= from),
    );
    for (const timestamp of this.times.slice(first)) {
      await Promise.resolve();
      signal.throwIfAborted();
      yield { timestamp, duration: null, bitmap: this.#bitmap() };
    }
  }
  async *thumbnails(
    _clip: number,
    { times }: { times: readonly number[] },
    { signal }: { signal: AbortSignal },
  ): AsyncGenerator<Thumbnail, void> {
    for (const wanted of times) {
      await Promise.resolve();
      signal.throwIfAborted();
      const timestamp = this.times.findLast((time) => time <= wanted) ?? 0;
      yield { wanted, timestamp, duration: null, bitmap: this.#bitmap() };
    }
  }
  async poster(file: File): Promise<Blob> {
    return new Blob([file.name], { type: 'image/webp' });
  }
  async facts(): Promise<FactGroup[]> {
    return [{ title: 'General', facts: [{ name: 'Container', value: 'mp4' }] }];
  }
  async frameTimes(): Promise<Float64Array> {
    return Float64Array.from(this.times);
  }
  async sha256(file: File): Promise<string> {
    return this.shas.get(file.name) ?? file.name.padEnd(64, '0');
  }
  async close(): Promise<void> {}

  #bitmap(): ImageBitmap {
    this.openBitmaps += 1;
    let isOpen = true;
    const close = (): void => {
      if (isOpen) this.openBitmaps -= 1;
      isOpen = false;
    };
    return { width: 640, height: 360, close };
  }
}

export class MemoryArchive implements AnalysisArchive {
  readonly stored = new Map<string, StoredAnalysis>();
  async get(key: string): Promise<StoredAnalysis | undefined> {
    return this.stored.get(key);
  }
  async put(analysis: StoredAnalysis): Promise<void> {
    this.stored.set(analysis.key, analysis);
  }
  async clear(): Promise<void> {
    this.stored.clear();
  }
}

export class MemorySettings implements SettingsStore {
  readonly values = new Map<string, unknown>();
  async get(key: string): Promise<unknown> {
    return this.values.get(key);
  }
  put(key: string, value: unknown): void {
    this.values.set(key, structuredClone(value));
  }
}

/** A clock that the test moves: each tick is a sixtieth of a second. */
export class SteppedClock implements FrameClock {
  #now = 0;
  now(): number {
    return this.#now;
  }
  async nextTick(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#now += 1000 / 60;
  }
}

export function videoFile(name: string): File {
  return new File(['data'], name);
}

/** Waits until a condition holds, a macrotask at a time. */
export async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 500; turn++) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  throw new Error(`Never happened: ${String(condition)}`);
}
