import { AppError, decodeError, encodeError, type Task } from '../base/index.ts';
import type { Picture } from '../contract/index.ts';
import type { FromWorker, ToWorker, Wire } from './protocol.ts';
import { handedOverBy } from './transferables.ts';

/** Names of the methods of `Service` that are async generators. */
export type StreamMethod<Service> = {
  [Name in keyof Service]: Service[Name] extends (...args: never[]) => AsyncGenerator ? Name : never;
}[keyof Service] &
  string;

type Listener = (message: FromWorker) => void;

/** How many values of a stream may be in flight: one being used, the next on their way: a blocked consumer starves no decoder. */
const streamDepth = 6;

/**
 * The caller's side of a worker: an object with the methods of `Service`, each taking a Task last. Disposing it
 * terminates the worker and rejects what is still pending. A port to another worker serves as well; it is closed.
 * @param streams which methods are async generators; the compiler accepts only names that are.
 */
export function connect<Service extends object>(
  worker: Worker | MessagePort,
  streams: readonly StreamMethod<Service>[],
): Service & Disposable {
  const channel = new Channel(worker);
  const streaming = new Set<string>(streams);
  return new Proxy({} as Service & Disposable, {
    get: (_target, key) => {
      if (key === Symbol.dispose) return () => channel.close();
      // `await service` must not take the proxy for a promise.
      if (typeof key === 'symbol' || key === 'then') return undefined;
      const call = streaming.has(key) ? callStream : callOnce;
      return (...args: unknown[]) => call(channel, key, args.slice(0, -1), args.at(-1) as Task);
    },
  });
}

/** Numbers the calls and hands each message to the call it belongs to. */
class Channel {
  readonly #worker: Worker | MessagePort;
  readonly #listeners = new Map<number, Listener>();
  #lastId = 0;

  constructor(worker: Worker | MessagePort) {
    this.#worker = worker;
    (worker as Wire).addEventListener('message', ({ data }: MessageEvent<FromWorker>) => this.#deliver(data));
    if ('start' in worker) worker.start();
    else worker.addEventListener('error', (event) => this.#fail(event));
  }

  open(method: string, args: readonly unknown[], listener: Listener): number {
    const id = ++this.#lastId;
    this.#listeners.set(id, listener);
    this.post({ kind: 'call', id, method, args });
    return id;
  }

  post(message: ToWorker): void {
    (this.#worker as Wire).postMessage(message, message.kind === 'call' ? handedOverBy(message.args) : []);
  }

  /** Ends the caller's interest in a call whose worker side still runs: late values are closed and dropped. */
  discard(id: number): void {
    if (this.#listeners.has(id)) this.#listeners.set(id, closeLateValue);
  }

  close(): void {
    if ('terminate' in this.#worker) this.#worker.terminate();
    else this.#worker.close();
    this.#failAll(new DOMException('The worker was closed.', 'AbortError'));
  }

  #deliver(message: FromWorker): void {
    const listener = this.#listeners.get(message.id);
    if (message.kind === 'result' || message.kind === 'error') this.#listeners.delete(message.id);
    listener?.(message);
  }

  #fail(event: ErrorEvent): void {
    event.preventDefault();
    const reason = event.message || 'it could not be loaded';
    this.#failAll(new AppError('unexpected', `A background worker stopped: ${reason}.`));
  }

  #failAll(error: Error): void {
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const [id, listener] of listeners) listener({ kind: 'error', id, error: encodeError(error) });
  }
}

function callOnce(channel: Channel, method: string, args: readonly unknown[], task: Task): Promise<unknown> {
  return new Promise((resolve, reject) => {
    task.signal.throwIfAborted();
    const cancel = () => channel.post({ kind: 'cancel', id });
    const settle = (finish: () => void) => {
      task.signal.removeEventListener('abort', cancel);
      finish();
    };
    const id = channel.open(method, args, (message) => {
      if (message.kind === 'progress') task.onProgress?.(message.progress);
      else if (message.kind === 'result') settle(() => resolve(message.value));
      else if (message.kind === 'error') settle(() => reject(decodeError(message.error)));
    });
    task.signal.addEventListener('abort', cancel);
  });
}

async function* callStream(
  channel: Channel,
  method: string,
  args: readonly unknown[],
  task: Task,
): AsyncGenerator<unknown, void> {
  task.signal.throwIfAborted();
  const arrived: FromWorker[] = [];
  let wake: (() => void) | undefined;
  let over = false;
  let isHeld = false;
  const id = channel.open(method, args, (message) => {
    if (message.kind === 'progress') return task.onProgress?.(message.progress);
    if (message.kind === 'stream') {
      for (let credit = 0; credit < streamDepth; credit++) channel.post({ kind: 'next', id });
      return;
    }
    arrived.push(message);
    wake?.();
  });
  const abandon = () => {
    channel.discard(id);
    channel.post({ kind: 'return', id });
    arrived.splice(0).forEach(closeLateValue);
  };
  // A consumer that holds a value may never ask for the next, and then nothing else would end the worker's side.
  const cancel = () => {
    channel.post({ kind: 'cancel', id });
    if (isHeld) abandon();
    wake?.();
  };
  task.signal.addEventListener('abort', cancel);
  try {
    for (;;) {
      task.signal.throwIfAborted();
      const message = arrived.shift();
      if (!message) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      over = message.kind !== 'yield';
      if (message.kind === 'error') throw decodeError(message.error);
      if (message.kind !== 'yield') return;
      channel.post({ kind: 'next', id });
      isHeld = true;
      yield message.value;
      isHeld = false;
    }
  } finally {
    task.signal.removeEventListener('abort', cancel);
    if (!over) abandon();
  }
}

function closeLateValue(message: FromWorker): void {
  if (message.kind !== 'yield') return;
  const { bitmap } = (message.value ?? {}) as Partial<Picture>;
  bitmap?.close();
}
