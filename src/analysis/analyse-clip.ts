import { AppError, type Task } from '../base/index.ts';
import type {
  AnalysisOptions,
  AnalysisUpdate,
  BackendReport,
  Clip,
  Frame,
  ProbabilityTrack,
  SamplingPlan,
} from '../contract/index.ts';
import { Preprocessor } from '../model/index.ts';
import { Stopwatch } from './stopwatch.ts';
import { WindowClassifier, type FrameClassifier } from './window-classifier.ts';

export type { FrameClassifier };

export interface AnalysisContext {
  readonly classifier: FrameClassifier;
  readonly backend: () => BackendReport;
  /** Seconds it took to open the clip. */
  readonly loadSeconds: number;
  /** Frames per network call. */
  readonly batchSize: number;
}

/**
 * Decodes, embeds and classifies a clip, telling the probabilities as they come. While one batch of frames is on the
 * device the next is being decoded and prepared. Rows that were told never change.
 * @throws AppError 'no-frames' when the span holds no frame; whatever the decoder or the device throws
 */
export async function* analyseClip(
  clip: Clip,
  context: AnalysisContext,
  options: AnalysisOptions,
  task: Task,
): AsyncGenerator<AnalysisUpdate, void> {
  const { manifest, identity } = context.classifier;
  const plan: SamplingPlan = {
    fps: options.fps ?? manifest.sampling.fps,
    size: { fit: 'short-side', pixels: manifest.preprocessing.workingShortSide },
    ...options.span,
  };
  const run = new AnalysisRun(context, plan.fps as number);
  yield { kind: 'opened', clip: clip.info };

  const progress = progressOf(clip, options, task);
  for await (const batch of run.batches(clip.frames(plan, task))) {
    const rows = (await run.embed(batch)) ?? (await run.answerEarly());
    if (rows) yield { kind: 'rows', from: run.toldBefore(rows), rows, analysedTo: run.grid.end };
    progress(run.grid.end);
    task.signal.throwIfAborted();
  }
  const rest = await run.finish(endOf(clip, options));
  if (run.frames === 0) throw noFrames(clip);
  if (rest) yield { kind: 'rows', from: run.toldBefore(rest), rows: rest, analysedTo: run.grid.end };

  const { crop, frames } = run;
  const seconds = run.seconds();
  yield {
    kind: 'finished',
    result: {
      clip: clip.info,
      model: identity,
      plan,
      backend: context.backend(),
      crop,
      frames,
      end: Math.min(run.grid.end, endOf(clip, options) ?? Infinity),
      track: run.track(),
      seconds: { ...seconds, load: context.loadSeconds, total: context.loadSeconds + seconds.total },
    },
  };
}

/** The growing state of one analysis: grid of features, windows told so far, time spent. */
class AnalysisRun {
  readonly #context: AnalysisContext;
  readonly #windows: WindowClassifier;
  readonly #clock = new Stopwatch();
  readonly #told: ProbabilityTrack[] = [];
  #preprocessor: Preprocessor | undefined;
  #embedding: Promise<void> = Promise.resolve();
  frames = 0;

  constructor(context: AnalysisContext, fps: number) {
    this.#context = context;
    this.#windows = new WindowClassifier(context.classifier, fps);
  }

  get grid() {
    return this.#windows.grid;
  }

  get crop() {
    return this.#preprocessor?.crop ?? null;
  }

  /** Frames in batches, the first one large enough to find black bars in. Waiting for them counts as decoding. */
  async *batches(frames: AsyncGenerator<Frame, void>): AsyncGenerator<Frame[], void> {
    const { bars } = this.#context.classifier.manifest.preprocessing;
    let batch: Frame[] = [];
    try {
      for (;;) {
        const { done, value } = await this.#clock.time('decode', () => frames.next());
        if (done === true) break;
        batch.push(value);
        const wanted = this.#preprocessor ? this.#context.batchSize : bars.frames;
        if (batch.length >= wanted) {
          yield batch;
          batch = [];
        }
      }
      if (batch.length > 0) yield batch;
    } finally {
      await frames.return();
    }
  }

  /** Starts embedding `batch`; returns the rows that the batch before it completed. */
  async embed(batch: readonly Frame[]): Promise<ProbabilityTrack | null> {
    const { classifier } = this.#context;
    const { manifest } = classifier;
    this.#preprocessor ??= new Preprocessor(
      manifest.preprocessing,
      manifest.backbone.inputSize,
      batch.map((frame) => frame.image),
    );
    const { inputLength } = this.#preprocessor;
    const input = new Float32Array(batch.length * inputLength);
    for (const [n, { image }] of batch.entries())
      this.#preprocessor.writeInput(image, input, n * inputLength);

    await this.#embedding;
    const rows = await this.#classify(false);
    this.frames += batch.length;
    this.#embedding = this.#clock
      .time('embed', () => classifier.embed(input, batch.length))
      .then((features) => {
        const length = manifest.backbone.featureLength;
        for (const [n, { timestamp }] of batch.entries()) {
          this.grid.add(timestamp, features.subarray(n * length, (n + 1) * length));
        }
      });
    // The failure is awaited with the next batch; until then it must not count as unhandled.
    this.#embedding.catch(() => undefined);
    return rows;
  }

  /** The first answer is not kept back until the second batch has been decoded. */
  async answerEarly(): Promise<ProbabilityTrack | null> {
    if (this.#windows.windows > 0) return null;
    await this.#embedding;
    return this.#classify(false);
  }

  async finish(end: number | null): Promise<ProbabilityTrack | null> {
    await this.#embedding;
    if (end !== null) this.grid.holdUntil(end);
    return this.#classify(true);
  }

  /** Row number at which `rows`, the last ones classified, begin. */
  toldBefore(rows: ProbabilityTrack): number {
    return this.#windows.windows - rows.timestamps.length;
  }

  track(): ProbabilityTrack {
    const labels = this.#context.classifier.manifest.labels;
    const timestamps = new Float64Array(this.#windows.windows);
    const values = new Float32Array(this.#windows.windows * labels.length);
    let row = 0;
    for (const part of this.#told) {
      timestamps.set(part.timestamps, row);
      values.set(part.values, row * labels.length);
      row += part.timestamps.length;
    }
    return { kind: 'probabilities', labels, timestamps, values };
  }

  seconds() {
    const { total, decode = 0, embed = 0, classify = 0 } = this.#clock.read();
    return { total, decode, embed, classify };
  }

  async #classify(ended: boolean): Promise<ProbabilityTrack | null> {
    const rows = await this.#clock.time('classify', () => this.#windows.classify(ended));
    if (rows) this.#told.push(rows);
    return rows;
  }
}

/**
 * Where the footage of this analysis ends, s; null when only decoding tells, since the container does not say or the
 * recording was cut short of what it says.
 */
function endOf({ info }: Clip, { span }: AnalysisOptions): number | null {
  const known = info.duration !== null && !info.warnings.includes('truncated');
  const clipEnd = known ? info.start + (info.duration ?? 0) : null;
  return span && clipEnd !== null ? Math.min(span.to, clipEnd) : clipEnd;
}

function progressOf(clip: Clip, options: AnalysisOptions, task: Task): (to: number) => void {
  const start = Math.max(clip.info.start, options.span?.from ?? clip.info.start);
  const end = endOf(clip, options);
  return (to) => {
    const total = end === null ? {} : { total: end - start };
    task.onProgress?.({ stage: 'analysing', done: Math.max(0, to - start), unit: 's', ...total });
  };
}

function noFrames({ info }: Clip): AppError {
  return new AppError('no-frames', `${info.name} has no picture in this part.`, {
    remedy: 'Check that the recording is complete.',
  });
}
