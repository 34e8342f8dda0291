import { expect, test } from 'vitest';
import { AppError, detachedTask, type Task } from '../../../src/base/index.ts';
import { connect } from '../../../src/workers/connect.ts';
import type { Wire } from '../../../src/workers/protocol.ts';
import { serve } from '../../../src/workers/serve.ts';
import { transferablesIn } from '../../../src/workers/transferables.ts';

interface Counter {
  double(n: number, task: Task): Promise<number>;
  fail(task: Task): Promise<void>;
  forever(task: Task): Promise<void>;
  count(to: number, task: Task): AsyncGenerator<number, void>;
}

class CountingService implements Counter {
  produced = 0;
  closed = 0;
  aborted = 0;

  async double(n: number, task: Task) {
    task.onProgress?.({ stage: 'doubling', done: 1, total: 1, unit: 'steps' });
    return n * 2;
  }
  async fail() {
    throw new AppError('file-empty', 'a.mp4 is empty.', {
      remedy: 'Choose another file.',
      details: { size: 0 },
    });
  }
  async forever({ signal }: Task) {
    await new Promise((_, reject) =>
      signal.addEventListener('abort', () => {
        this.aborted++;
        reject(signal.reason as Error);
      }),
    );
  }
  async *count(to: number, { signal }: Task) {
    if (to < 0) {
      yield 7;
      throw new AppError('input-invalid', 'Cannot count to less than nothing.');
    }
    try {
      for (let n = 0; n < to; n++) {
        signal.throwIfAborted();
        this.produced++;
        yield n;
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    } finally {
      this.closed++;
    }
  }
}

function pair() {
  const { port1, port2 } = new MessageChannel();
  port1.start();
  port2.start();
  const service = new CountingService();
  serve(service, port2 as unknown as Wire);
  const worker = Object.assign(port1, { terminate: () => port1.close() }) as unknown as Worker;
  return { service, remote: connect<Counter>(worker, ['count']) };
}

function abortable() {
  const abort = new AbortController();
  return { abort, task: { signal: abort.signal } };
}

test('a method answers with its value and reports progress', async () => {
  using remote = pair().remote;
  const stages: string[] = [];
  const signal = new AbortController().signal;
  expect(await remote.double(21, { signal, onProgress: ({ stage }) => stages.push(stage) })).toBe(42);
  expect(stages).toEqual(['doubling']);
});

test('an AppError crosses with code, sentence, remedy and details', async () => {
  using remote = pair().remote;
  await expect(remote.fail(detachedTask())).rejects.toMatchObject({
    name: 'AppError',
    code: 'file-empty',
    message: 'a.mp4 is empty.',
    remedy: 'Choose another file.',
    details: { size: 0 },
  });
});

test('an unknown method is an error, not a hang', async () => {
  using remote = pair().remote;
  const call = (remote as unknown as { nothing(task: Task): Promise<void> }).nothing(detachedTask());
  await expect(call).rejects.toThrow('nothing');
});

test('a stream is pulled: the worker runs at most a few values ahead', async () => {
  const { service, remote } = pair();
  using _ = remote;
  const stream = remote.count(1000, detachedTask());
  expect((await stream.next()).value).toBe(0);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(service.produced).toBeLessThanOrEqual(8);
  await stream.return();
  await expect.poll(() => service.closed).toBe(1);
});

test('a stream delivers every value in order, then ends', async () => {
  using remote = pair().remote;
  const seen: number[] = [];
  for await (const n of remote.count(25, detachedTask())) seen.push(n);
  expect(seen).toEqual(Array.from({ length: 25 }, (_, n) => n));
});

test('a stream that fails rejects; what it yielded before still arrives', async () => {
  using remote = pair().remote;
  const seen: number[] = [];
  const run = async () => {
    for await (const n of remote.count(-1, detachedTask())) seen.push(n);
  };
  await expect(run()).rejects.toMatchObject({ code: 'input-invalid' });
  expect(seen).toEqual([7]);
});

test('leaving the loop runs the generator’s finally in the worker', async () => {
  const { service, remote } = pair();
  using _ = remote;
  for await (const n of remote.count(1000, detachedTask())) if (n === 2) break;
  await expect.poll(() => service.closed).toBe(1);
  expect(await remote.double(1, detachedTask())).toBe(2);
});

test('aborting rejects with AbortError and reaches the worker', async () => {
  const { service, remote } = pair();
  using _ = remote;
  const { abort, task } = abortable();
  const call = remote.forever(task);
  abort.abort();
  await expect(call).rejects.toMatchObject({ name: 'AbortError' });
  expect(service.aborted).toBe(1);
});

test('aborting a stream stops it at once, and the worker side closes', async () => {
  const { service, remote } = pair();
  using _ = remote;
  const { abort, task } = abortable();
  const stream = remote.count(1000, task);
  await stream.next();
  abort.abort();
  await expect(stream.next()).rejects.toMatchObject({ name: 'AbortError' });
  await expect.poll(() => service.closed).toBe(1);
});

test('aborting a stream that nobody asks of any more closes the worker side too', async () => {
  const { service, remote } = pair();
  using _ = remote;
  const { abort, task } = abortable();
  const stream = remote.count(1000, task);
  await stream.next();
  abort.abort();
  await expect.poll(() => service.closed).toBe(1);
  await expect(stream.next()).rejects.toMatchObject({ name: 'AbortError' });
});

test('closing the worker fails what is pending', async () => {
  const { remote } = pair();
  const call = remote.forever(detachedTask());
  remote[Symbol.dispose]();
  await expect(call).rejects.toMatchObject({ name: 'AbortError' });
});

test('only image buffers that own all their memory are transferred', () => {
  const whole = { width: 1, height: 1, data: new Uint8Array(3) };
  const view = { width: 1, height: 1, data: new Uint8Array(new ArrayBuffer(9), 3, 3) };
  const track = { timestamps: new Float64Array(4) };
  expect(transferablesIn({ index: 0, image: whole })).toEqual([whole.data.buffer]);
  expect(transferablesIn({ index: 0, image: view })).toEqual([]);
  expect(transferablesIn(track)).toEqual([]);
});
