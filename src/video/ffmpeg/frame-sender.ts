import type { TimedFrame } from './frame-assembly.ts';
import type { CoreMessage, FrameOutput } from './run-protocol.ts';

/** Set once the run has given as many frames as it may. */
export interface StopState {
  limited: boolean;
}

/** Posts frames to the page as its credits allow, withholds those before the asked moment, and stops at the limit. */
export class FrameSender {
  readonly #output: FrameOutput;
  readonly #stop: StopState;
  #withheld: TimedFrame | null = null;
  #sent = 0;

  constructor(output: FrameOutput, stop: StopState) {
    this.#output = output;
    this.#stop = stop;
  }

  take(frame: TimedFrame): void {
    const { lastBefore } = this.#output;
    if (lastBefore !== null && frame.timestamp <= lastBefore) {
      this.#withheld = frame;
      return;
    }
    this.end();
    this.#send(frame);
  }

  /** Sends what is withheld: nothing nearer to the asked moment will come. */
  end(): void {
    if (this.#withheld) this.#send(this.#withheld);
    this.#withheld = null;
  }

  #send({ timestamp, data }: TimedFrame): void {
    const { credits, limit } = this.#output;
    if (this.#stop.limited) return;
    if (credits) takeCredit(credits);
    postMessage({ type: 'frame', timestamp, data } satisfies CoreMessage, { transfer: [data.buffer] });
    this.#stop.limited = ++this.#sent === limit;
  }
}

/** Waits until the page has asked for another frame. */
function takeCredit(credits: Int32Array): void {
  while (Atomics.load(credits, 0) <= 0) Atomics.wait(credits, 0, 0);
  Atomics.sub(credits, 0, 1);
}
