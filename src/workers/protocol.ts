import type { EncodedError, Progress } from '../base/index.ts';

/*
 * How the page and a worker speak. A call is answered by `result`, or, when the method is an async generator, by one
 * `yield` per `next` and a final `result`. The caller pulls: a worker never runs ahead of the `next`s it was sent.
 * An AbortSignal cannot be posted, so `cancel` stands for it.
 */

export type ToWorker =
  | { readonly kind: 'call'; readonly id: number; readonly method: string; readonly args: readonly unknown[] }
  | { readonly kind: 'next'; readonly id: number }
  /** The consumer left the loop early: run the generator's `finally` blocks. */
  | { readonly kind: 'return'; readonly id: number }
  | { readonly kind: 'cancel'; readonly id: number };

export type FromWorker =
  | { readonly kind: 'stream'; readonly id: number }
  | { readonly kind: 'yield'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly error: EncodedError }
  | { readonly kind: 'progress'; readonly id: number; readonly progress: Progress };

/** The half of Worker, MessagePort and DedicatedWorkerGlobalScope that the protocol needs. */
export interface Wire {
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}
