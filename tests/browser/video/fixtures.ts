import goldens from '../../fixtures/video/goldens.json';
import { detachedTask } from '../../../src/base/index.ts';
import type { Clip, DecoderChoice, Frame, RgbImage, SamplingPlan } from '../../../src/contract/index.ts';
import { openClip } from '../../../src/video/index.ts';

/** What native ffmpeg makes of a fixture: see scripts/fixtures/make-video-goldens.py. */
export interface Golden {
  /** Presentation time of every frame, s. */
  readonly times: readonly number[];
  /** Of those that sampling at 4 per second takes. */
  readonly sampled: readonly number[];
  /** Which sampled frame is stored as a picture. */
  readonly pictured?: number;
}

export const goldenOf = (name: string): Golden =>
  (goldens as Readonly<Record<string, Golden>>)[name] as Golden;

export const at160: SamplingPlan = { fps: 4, size: { fit: 'exact', width: 160, height: 160 } };

const folder = '/tests/fixtures/video/';

export async function fixture(name: string): Promise<File> {
  const response = await fetch(folder + name);
  if (!response.ok) throw new Error(`no fixture ${name}`);
  return new File([await response.blob()], name);
}

/** The stored 160 × 160 RGB picture of a fixture. */
export async function goldenPicture(name: string): Promise<Uint8Array> {
  const packed = await fixture(`goldens/${name}.rgb.gz`);
  const bytes = new Uint8Array(await packed.arrayBuffer());
  // A server may have unpacked it on the way.
  if (bytes.length === 160 * 160 * 3) return bytes;
  const unpacked = packed.stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(unpacked).arrayBuffer());
}

/** As src/workers/ffmpeg.worker.ts, but without the rest of the room, which an unbundled worker loads slowly. */
export const spawnFfmpeg = (): Worker =>
  new Worker(new URL('./core.worker.ts', import.meta.url), { type: 'module' });

export function open(file: File, decoder: DecoderChoice = 'auto'): Promise<Clip> {
  return openClip(file, { decoder, spawnFfmpeg }, detachedTask());
}

export async function framesOf(clip: Clip, plan: SamplingPlan = at160): Promise<Frame[]> {
  const frames: Frame[] = [];
  for await (const frame of clip.frames(plan, detachedTask())) frames.push(frame);
  return frames;
}

export function meanDifference(image: RgbImage, golden: Uint8Array): number {
  if (image.data.length !== golden.length) throw new Error('sizes differ');
  let sum = 0;
  for (let i = 0; i < golden.length; i++) sum += Math.abs((image.data[i] as number) - (golden[i] as number));
  return sum / golden.length;
}
