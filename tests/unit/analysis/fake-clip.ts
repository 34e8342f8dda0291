import type { FrameClassifier } from '../../../src/analysis/index.ts';
import type { Clip, ClipInfo, Frame, ModelManifest } from '../../../src/contract/index.ts';

export const manifest: ModelManifest = {
  format: 'vigil-model',
  formatVersion: 1,
  id: 'toy',
  name: 'Toy',
  created: '2026-01-01',
  licence: 'MIT',
  labels: ['Fire', 'Normal'],
  backbone: { model: 'b.json', architecture: 'toy', inputSize: 2, featureLength: 1 },
  head: { kind: 'hybrid', model: 'h.json', window: 4, hop: 2 },
  sampling: { fps: 4 },
  preprocessing: {
    workingShortSide: 256,
    bars: { frames: 3, quantile: 0.8, luma: 16, maxFraction: 0.35 },
    denoise: 'none',
    resize: 'area',
    scale: 1 / 255,
    offset: 0,
  },
  calibration: { temperature: 1 },
  smoothing: { halfLife: 0 },
  thresholds: {},
  training: {},
  files: [],
};

/** Feature: brightness of the first pixel. Logits of a window: [its last row − 0.5, 0]. */
export function brightnessClassifier(): FrameClassifier & { calls: { embed: number; classify: number } } {
  const calls = { embed: 0, classify: 0 };
  return {
    manifest,
    identity: { id: 'toy', sha256: '0' },
    calls,
    async embed(input, count) {
      calls.embed++;
      return Float32Array.from({ length: count }, (_, n) => input[n * 12] as number);
    },
    async classify(windows, count) {
      calls.classify++;
      return Float32Array.from({ length: count * 2 }, (_, i) =>
        i % 2 === 0 ? 10 * ((windows[(i / 2) * 4 + 3] as number) - 0.5) : 0,
      );
    },
  };
}

/** A clip whose frames are single-coloured 2×2 pictures, given as [timestamp, brightness 0..1]. */
export function fakeClip(
  frames: readonly (readonly [number, number])[],
  info: Partial<ClipInfo> = {},
): FakeClip {
  return new FakeClip(frames, info);
}

class FakeClip implements Clip {
  readonly info: ClipInfo;
  readonly #frames: readonly (readonly [number, number])[];
  produced = 0;
  closed = 0;

  constructor(frames: readonly (readonly [number, number])[], info: Partial<ClipInfo>) {
    this.#frames = frames;
    this.info = {
      name: 'toy.mp4',
      sizeBytes: 1,
      kind: 'video',
      container: 'mp4',
      codec: 'h264',
      width: 2,
      height: 2,
      rotation: 0,
      start: frames[0]?.[0] ?? 0,
      duration: (frames.at(-1)?.[0] ?? 0) - (frames[0]?.[0] ?? 0) + 0.25,
      frameRate: 4,
      frameCount: frames.length,
      decoder: 'webcodecs',
      decoderDetail: 'fake',
      warnings: [],
      ...info,
    };
  }

  async *frames(): AsyncGenerator<Frame, void> {
    try {
      for (const [index, [timestamp, brightness]] of this.#frames.entries()) {
        this.produced++;
        yield {
          index,
          timestamp,
          image: { width: 2, height: 2, data: new Uint8Array(12).fill(255 * brightness) },
        };
      }
    } finally {
      this.closed++;
    }
  }
  async *thumbnails(): AsyncGenerator<never, void> {}
  async *pictures(): AsyncGenerator<never, void> {
    throw new Error('not used');
  }
  async frameTimes(): Promise<Float64Array> {
    return Float64Array.from(this.#frames, ([timestamp]) => timestamp);
  }
  async [Symbol.asyncDispose](): Promise<void> {}
}
