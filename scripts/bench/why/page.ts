import { detachedTask, encodeError, seededRandom, softmaxRows } from '../../../src/base/index.ts';
import { analyseClip, explainMoment } from '../../../src/analysis/index.ts';
import { ComputeEngine } from '../../../src/compute/index.ts';
import { normalLabel, type EvidenceMaps, type ProbabilityTrack } from '../../../src/contract/index.ts';
import { Classifier, explainWindow, readModel, type WindowInput } from '../../../src/model/index.ts';
import { evidenceMaps } from '../../../src/model/explain/evidence-maps.ts';
import { openRemoteClip } from '../../../src/workers/remote-clip.ts';
import { connectVideo } from '../../../src/workers/index.ts';
import { filled, fills, masked, type Fill } from './fills.ts';
import { enlarged, highest, moved, type Masks } from './masks.ts';
import { stepFidelity, type StepFidelity } from './step-fidelity.ts';

/*
 * The page of the benchmark: one clip, one window, and what becomes of its score when the pixels that a method
 * highlights are masked, against as many pixels in the same shapes elsewhere.
 */

export interface Request {
  readonly seed: number;
  readonly span?: { readonly from: number; readonly to: number };
  /** Share of the pixels to mask. */
  readonly share: number;
  /** Random places to compare with. */
  readonly draws: number;
  /** Occlusion takes ten times as long as all else. */
  readonly withOcclusion: boolean;
}

/** How far the logit and the probability of the class fall. */
export interface Fall {
  readonly logit: number;
  readonly probability: number;
}

/** By what masked pixels were painted with. */
export interface FillFalls {
  readonly fill: Fill;
  /** With the pixels masked that a method highlights. */
  readonly highlighted: Readonly<Record<string, Fall>>;
  /** With the shapes of the first method moved to random places. */
  readonly random: readonly Fall[];
  /** With the pixels masked that the first method highlights in the clip before; null for the first clip. */
  readonly foreign: Fall | null;
}

export interface Judged {
  readonly predicted: string;
  readonly probability: number;
  readonly at: number;
  readonly falls: readonly FillFalls[];
  readonly steps: StepFidelity;
  readonly seconds: number;
}

export type Answer = { readonly value: Judged | null } | { readonly error: unknown };

declare global {
  interface Window {
    begin(): Promise<string>;
    judge(request: Request): Promise<Answer>;
  }
}

const video = connectVideo();
let classifier: Classifier | undefined;
let previous: Masks | null = null;

function files(input: string): File[] {
  return [...(document.querySelector<HTMLInputElement>(input)?.files ?? [])];
}

window.begin = async () => {
  const engine = await ComputeEngine.start('wasm', detachedTask());
  const bundle = await readModel({ kind: 'files', files: files('#model') }, new AbortController().signal);
  classifier = await Classifier.create(bundle, engine);
  return bundle.identity.id;
};

window.judge = async (request) => {
  try {
    if (!classifier) throw new Error('not begun');
    return { value: await judged(classifier, files('#clip')[0] as File, request) };
  } catch (error) {
    return { error: encodeError(error) };
  }
};

/** null when no window of the span is taken for anything but calm. */
async function judged(network: Classifier, file: File, request: Request): Promise<Judged | null> {
  await using clip = await openRemoteClip(video, file, 'auto', detachedTask());
  const context = { classifier: network, backend: () => ({}) as never, loadSeconds: 0, batchSize: 4 };
  let track: ProbabilityTrack | undefined;
  for await (const update of analyseClip(clip, context, { decoder: 'auto' }, detachedTask()))
    if (update.kind === 'finished') track = update.result.track;
  const chosen = track && surestAlarm(track, request.span);
  if (!chosen) return null;
  const startedAt = performance.now();
  const { embedded, recorder } = recording(network);
  const explained = await explainMoment(
    clip,
    { network: recorder, batchSize: 8 },
    { decoder: 'auto', at: chosen.at, label: chosen.label, method: 'gradient' },
    detachedTask(),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const distinct = [...new Set(explained.timestamps)];
  const input: WindowInput = {
    frames: embedded.input,
    frameCount: distinct.length,
    frameOf: Array.from(explained.timestamps, (time) => distinct.indexOf(time)),
  };
  const label = explained.labels.indexOf(chosen.label);
  const methods = await evidenceByMethod(network, input, label, explained.maps, request.withOcclusion);
  const judge = new WindowJudge(network, input, label);
  const own = judge.highest(explained.maps, request.share);
  const falls: FillFalls[] = [];
  for (const fill of fills) {
    const highlighted: Record<string, Fall> = {};
    for (const [method, maps] of Object.entries(methods))
      highlighted[method] = await judge.fall(judge.highest(maps, request.share), fill);
    const random = seededRandom(request.seed);
    const elsewhere: Fall[] = [];
    for (let draw = 0; draw < request.draws; draw++)
      elsewhere.push(await judge.fall(moved(own, judge.size, random), fill));
    const foreign = previous && (await judge.fall(previous, fill));
    falls.push({ fill, highlighted, random: elsewhere, foreign });
  }
  previous = own;
  return {
    predicted: chosen.label,
    probability: explained.probabilities[label] as number,
    at: chosen.at,
    falls,
    steps: await stepFidelity(network, judge.window, input.frameOf.length, label),
    seconds,
  };
}

/** The window, within the span, that speaks loudest of something other than calm, where that leads. */
function surestAlarm({ labels, timestamps, values }: ProbabilityTrack, span: Request['span']) {
  let best: { label: string; at: number; value: number } | null = null;
  for (const [row, at] of timestamps.entries()) {
    if (span && (at < span.from || at > span.to)) continue;
    const scores = values.subarray(row * labels.length, (row + 1) * labels.length);
    const value = Math.max(...scores);
    const label = labels[scores.indexOf(value)] as string;
    if (label !== normalLabel && value > (best?.value ?? 0)) best = { label, at, value };
  }
  return best;
}

/** The network, with the frames of the last `embedWithMaps` kept. */
function recording(network: Classifier) {
  const embedded: { input: Float32Array } = { input: new Float32Array(0) };
  const recorder = {
    manifest: network.manifest,
    mapShape: network.mapShape,
    embed: network.embed.bind(network),
    classify: network.classify.bind(network),
    logitGradient: network.logitGradient.bind(network),
    embedWithMaps(input: Float32Array, count: number) {
      embedded.input = input;
      return network.embedWithMaps(input, count);
    },
  };
  return { embedded, recorder };
}

/** What is shipped, the plain gradient at the window, and covering. */
async function evidenceByMethod(
  network: Classifier,
  input: WindowInput,
  label: number,
  shipped: EvidenceMaps,
  withOcclusion: boolean,
): Promise<Record<string, EvidenceMaps>> {
  const shape = network.mapShape;
  if (!shape) throw new Error('no map');
  const { maps, features } = await network.embedWithMaps(input.frames, input.frameCount);
  const rows = (values: Float32Array) => {
    const length = values.length / input.frameCount;
    return Float32Array.from(
      input.frameOf.flatMap((frame) => [...values.subarray(frame * length, (frame + 1) * length)]),
    );
  };
  const gradient = await network.logitGradient(rows(features), 1, label);
  const plain = { ...shipped, values: evidenceMaps(rows(maps), gradient, shape) };
  const others = await contrastGradient(network, rows(features), label);
  const contrast = { ...shipped, values: evidenceMaps(rows(maps), others, shape) };
  const found: Record<string, EvidenceMaps> = {
    'integrated gradients': shipped,
    'plain gradient': plain,
    contrast,
  };
  if (withOcclusion) {
    const question = {
      label: network.manifest.labels[label] as string,
      method: 'occlusion' as const,
      batchSize: 8,
    };
    found['occlusion'] = (await explainWindow(network, input, question, detachedTask())).maps;
  }
  return found;
}

/** Gradient of the log-odds of the class: its own less that of the others, by their probabilities. */
async function contrastGradient(
  network: Classifier,
  window: Float32Array,
  label: number,
): Promise<Float32Array> {
  const { labels, calibration } = network.manifest;
  const shares = softmaxRows(await network.classify(window, 1), labels.length, calibration.temperature);
  const own = await network.logitGradient(window, 1, label);
  const out = own.slice();
  for (const [other, share] of shares.entries()) {
    if (other === label) continue;
    const gradient = await network.logitGradient(window, 1, other);
    const weight = share / Math.max(1e-9, 1 - (shares[label] as number));
    for (let i = 0; i < out.length; i++) out[i] = (out[i] as number) - weight * (gradient[i] as number);
  }
  return out;
}

/** Masks one window and looks what its class still scores. */
class WindowJudge {
  readonly size: number;
  readonly #network: Classifier;
  readonly #steps: number;
  readonly #frames: Float32Array;
  readonly #label: number;
  readonly #fills = new Map<Fill, Float32Array>();
  #whole: Promise<Fall> | undefined;
  window: Float32Array = new Float32Array(0);

  constructor(network: Classifier, { frames, frameCount, frameOf }: WindowInput, label: number) {
    this.size = network.manifest.backbone.inputSize;
    this.#network = network;
    this.#steps = frameOf.length;
    this.#label = label;
    const length = frames.length / frameCount;
    this.#frames = new Float32Array(frameOf.length * length);
    for (const [step, frame] of frameOf.entries())
      this.#frames.set(frames.subarray(frame * length, (frame + 1) * length), step * length);
  }

  highest(maps: EvidenceMaps, share: number): Masks {
    return highest(enlarged(maps, this.#steps, this.size), this.#steps, share);
  }

  async fall(masks: Masks, fill: Fill): Promise<Fall> {
    this.#whole ??= this.#score(this.#frames, true);
    const whole = await this.#whole;
    let paint = this.#fills.get(fill);
    if (!paint) this.#fills.set(fill, (paint = filled(this.#frames, this.#steps, this.size, fill)));
    const left = await this.#score(masked(this.#frames, paint, masks), false);
    return { logit: whole.logit - left.logit, probability: whole.probability - left.probability };
  }

  async #score(frames: Float32Array, keeps: boolean): Promise<Fall> {
    const { labels, calibration } = this.#network.manifest;
    const window = await this.#network.embed(frames, this.#steps);
    if (keeps) this.window = window;
    const logits = await this.#network.classify(window, 1);
    const shares = softmaxRows(logits, labels.length, calibration.temperature);
    return { logit: logits[this.#label] as number, probability: shares[this.#label] as number };
  }
}
