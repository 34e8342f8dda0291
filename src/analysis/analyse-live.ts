import type { Task } from '../base/index.ts';
import type { LiveFrame, LiveFrameSource, LiveUpdate } from '../contract/index.ts';
import { LivePreprocessor } from '../model/index.ts';
import { WindowClassifier, type FrameClassifier } from './window-classifier.ts';

/**
 * Embeds and classifies live samples as they come, by the same preprocessing, grid, windows and calibration as a clip.
 * Whatever waits when the network is free is taken at once. Holds a window of features and the pictures that tell the
 * black bars, however long it runs. Ends when the source does.
 * @throws whatever the device throws
 */
export async function* analyseLive(
  source: LiveFrameSource,
  classifier: FrameClassifier,
  task: Task,
): AsyncGenerator<LiveUpdate, void> {
  const run = new LiveRun(classifier);
  for (;;) {
    const batch = await untilAborted(source.nextFrames(task), task.signal);
    if (!batch) return;
    for (const frame of batch.frames) {
      yield* run.take(frame, batch.dropped);
      task.signal.throwIfAborted();
    }
  }
}

class LiveRun {
  readonly #classifier: FrameClassifier;
  readonly #fps: number;
  readonly #preprocessor: LivePreprocessor;
  #windows: WindowClassifier;
  /** Samples held back until the black bars are known. */
  #waiting: LiveFrame[] = [];
  #last: number | undefined;

  constructor(classifier: FrameClassifier) {
    const { preprocessing, backbone, sampling } = classifier.manifest;
    this.#classifier = classifier;
    this.#fps = sampling.fps;
    this.#preprocessor = new LivePreprocessor(preprocessing, backbone.inputSize);
    this.#windows = new WindowClassifier(classifier, this.#fps);
  }

  async *take(frame: LiveFrame, dropped: number): AsyncGenerator<LiveUpdate, void> {
    const gap = this.#gapBefore(frame);
    if (gap) yield gap;
    const crop = this.#preprocessor.crop;
    this.#waiting.push(frame);
    const { input, count } = this.#preprocessor.prepare(frame.image, frame.timestamp);
    if (this.#preprocessor.crop !== crop && this.#preprocessor.crop !== undefined)
      yield { kind: 'crop', crop: this.#preprocessor.crop };
    if (count > 0) yield* this.#tell(input, count, dropped);
  }

  /** Rows as each sample completes them, so that a row knows its newest picture. */
  async *#tell(input: Float32Array, count: number, dropped: number): AsyncGenerator<LiveUpdate, void> {
    const { featureLength } = this.#classifier.manifest.backbone;
    const features = await this.#classifier.embed(input, count);
    // After a change of size the samples that were held back before it have no features, and no use.
    const frames = this.#waiting.slice(-count);
    this.#waiting = [];
    for (const [n, { timestamp, capturedAt }] of frames.entries()) {
      this.#windows.grid.add(timestamp, features.subarray(n * featureLength, (n + 1) * featureLength));
      const rows = await this.#windows.classify(false);
      if (rows)
        yield {
          kind: 'rows',
          rows,
          newest: timestamp,
          capturedAt,
          analysedTo: this.#windows.grid.end,
          dropped,
        };
    }
  }

  /** A gap longer than a window is not bridged by holding the last picture: the windows begin anew after it. */
  #gapBefore({ timestamp }: LiveFrame): LiveUpdate | null {
    const last = this.#last;
    this.#last = timestamp;
    const longest = this.#classifier.manifest.head.window / this.#fps;
    if (last === undefined || timestamp - last <= longest) return null;
    this.#windows = new WindowClassifier(this.#classifier, this.#fps);
    return { kind: 'gap', from: last, to: timestamp };
  }
}

/** The other end of a port may be gone without a word; leaving must not wait for it. */
function untilAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
