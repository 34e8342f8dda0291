import { encodeError, type Progress, type Task } from '../base/index.ts';
import type { FromWorker, ToWorker, Wire } from './protocol.ts';
import { transferablesIn } from './transferables.ts';

type Method = (...args: unknown[]) => unknown;

interface RunningCall {
  readonly abort: AbortController;
  stream?: AsyncGenerator<unknown, unknown>;
  /** Steps of a stream run one after the other, so that a failure is told before the end that follows it. */
  turn: Promise<void>;
}

/** Offers the methods of `service` over `wire`. Each is called with a Task last; see protocol.ts. */
export function serve(service: object, wire: Wire = self as unknown as Wire): void {
  const running = new Map<number, RunningCall>();
  const post = (message: FromWorker, transfer: Transferable[] = []) => wire.postMessage(message, transfer);

  async function call(id: number, method: string, args: readonly unknown[]): Promise<void> {
    const abort = new AbortController();
    const entry: RunningCall = { abort, turn: Promise.resolve() };
    running.set(id, entry);
    const task: Task = {
      signal: abort.signal,
      onProgress: (progress: Progress) => post({ kind: 'progress', id, progress }),
    };
    const run = (service as Record<string, Method>)[method];
    if (!run) throw new Error(`The worker has no method "${method}".`);
    const answer = run.apply(service, [...args, task]);
    if (isGenerator(answer)) {
      entry.stream = answer;
      post({ kind: 'stream', id });
    } else {
      finish(id, await answer);
    }
  }

  function takeTurn(id: number, step: 'next' | 'return'): void {
    const entry = running.get(id);
    if (!entry) return;
    entry.turn = entry.turn.then(() => advance(id, step)).catch((error: unknown) => fail(id, error));
  }

  async function advance(id: number, step: 'next' | 'return'): Promise<void> {
    const stream = running.get(id)?.stream;
    if (!stream) return;
    const { done, value } = step === 'next' ? await stream.next() : await stream.return(undefined);
    if (done === true) finish(id, value);
    else post({ kind: 'yield', id, value }, transferablesIn(value));
  }

  function finish(id: number, value: unknown): void {
    // Credits sent ahead make several `next`s find the end; only the first of them tells it.
    if (running.delete(id)) post({ kind: 'result', id, value }, transferablesIn(value));
  }

  function fail(id: number, error: unknown): void {
    if (running.delete(id)) post({ kind: 'error', id, error: encodeError(error) });
  }

  wire.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
    const { id } = data;
    switch (data.kind) {
      case 'call':
        call(id, data.method, data.args).catch((error: unknown) => fail(id, error));
        break;
      case 'next':
      case 'return':
        takeTurn(id, data.kind);
        break;
      case 'cancel':
        running.get(id)?.abort.abort();
    }
  });
}

function isGenerator(value: unknown): value is AsyncGenerator<unknown, unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
