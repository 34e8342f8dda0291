import type { Task } from '../base/index.ts';
import type {
  Clip,
  Explanation,
  ExplanationOptions,
  Frame,
  PictureRegion,
  SamplingPlan,
} from '../contract/index.ts';
import { explainWindow, Preprocessor, type ExplainableNetwork } from '../model/index.ts';
import { toProbabilities } from './probability-track.ts';
import { gridNumber } from './sampling-grid.ts';
import { windowFrames, type SeenFrames } from './window-frames.ts';

export interface ExplanationContext {
  readonly network: ExplainableNetwork;
  /** Frames per network call. */
  readonly batchSize: number;
}

type Plan = SamplingPlan & { readonly fps: number };

/**
 * Decodes the one window whose centre is `options.at` and says why it got its score. Frames, crop and windows are those
 * of `analyseClip` with the same options, so that its probabilities are the ones of the analysed track.
 * @throws AppError 'no-frames', 'input-invalid'; whatever the decoder or the device throws
 */
export async function explainMoment(
  clip: Clip,
  { network, batchSize }: ExplanationContext,
  options: ExplanationOptions,
  task: Task,
): Promise<Omit<Explanation, 'model' | 'backend'>> {
  const { manifest } = network;
  const plan: Plan = {
    size: { fit: 'short-side', pixels: manifest.preprocessing.workingShortSide },
    ...options.span,
    fps: options.fps ?? manifest.sampling.fps,
  };
  const opening = await openingFrames(clip, plan, manifest.preprocessing.bars.frames, task);
  const place = placeOf(opening[0]?.timestamp ?? clip.info.start, options.at, plan.fps, manifest.head.window);
  const seen = await windowFrames(clip, plan, place, task);
  const preprocessor = new Preprocessor(
    manifest.preprocessing,
    manifest.backbone.inputSize,
    opening.map(({ image }) => image),
  );
  const question = { label: options.label, method: options.method, batchSize };
  const found = await explainWindow(network, windowInput(seen, preprocessor), question, task);
  const { method, maps, contributions, logits, baseline } = found;
  const { labels, calibration } = manifest;
  const timestamps = Float64Array.of(options.at);
  const track = toProbabilities(
    { kind: 'logits', labels, timestamps, values: logits },
    calibration.temperature,
  );
  return {
    label: options.label,
    method,
    window: { from: place.first / plan.fps, to: (place.first + place.span) / plan.fps },
    at: options.at,
    timestamps: Float64Array.from(seen.frameOf, (frame) => (seen.frames[frame] as Frame).timestamp),
    maps,
    contributions,
    logit: logits[labels.indexOf(options.label)] as number,
    baseline,
    labels,
    probabilities: track.values,
    region: regionOf(seen, preprocessor),
  };
}

/** The frames that the crop is found in, and whose first tells where the grid begins. */
async function openingFrames(clip: Clip, plan: Plan, count: number, task: Task): Promise<Frame[]> {
  const opening: Frame[] = [];
  for await (const frame of clip.frames(plan, task)) {
    opening.push(frame);
    if (opening.length >= count) break;
  }
  return opening;
}

/**
 * The interval that the window with its centre at `at` begins with. A clip shorter than a window has one that begins with
 * the clip and repeats its last row; `span` counts its rows before that.
 */
function placeOf(start: number, at: number, fps: number, rows: number) {
  const origin = gridNumber(start, fps);
  const half = at * fps - origin;
  const isShort = half < rows / 2 - 0.25;
  return isShort
    ? { first: origin, rows, span: Math.max(1, Math.round(2 * half)) }
    : { first: origin + Math.round(half - rows / 2), rows, span: rows };
}

function windowInput({ frames, frameOf }: SeenFrames, preprocessor: Preprocessor) {
  const { inputLength } = preprocessor;
  const input = new Float32Array(frames.length * inputLength);
  for (const [n, { image }] of frames.entries()) preprocessor.writeInput(image, input, n * inputLength);
  return { frames: input, frameCount: frames.length, frameOf };
}

function regionOf({ frames }: SeenFrames, preprocessor: Preprocessor): PictureRegion {
  const { image } = frames[0] as Frame;
  const { x, y, width, height } = preprocessor.boxOf(image);
  return {
    x: x / image.width,
    y: y / image.height,
    width: width / image.width,
    height: height / image.height,
  };
}
