import type { Task } from '../base/index.ts';
import type {
  CapturePlan,
  CaptureService,
  CaptureStatus,
  LiveFrameSource,
  PictureSource,
  RecordedPart,
} from '../contract/index.ts';
import { joinClips, LiveCapture } from '../video/index.ts';
import { serve } from './serve.ts';

/** How often a capture says how it stands, ms. */
const statusEvery = 500;

/** One capture at a time; the recording of the last one stays until the next begins. */
export function createCaptureService(): CaptureService {
  let capture: LiveCapture | undefined;
  return {
    async *capture(
      source: PictureSource,
      plan: CapturePlan,
      samples: MessagePort,
      task: Task,
    ): AsyncGenerator<CaptureStatus, void> {
      capture?.[Symbol.dispose]();
      const running = (capture = new LiveCapture(plan, instant));
      serve({ nextFrames: (t: Task) => running.nextFrames(t) } satisfies LiveFrameSource, samples);
      samples.start();
      const ended = source.kind === 'stream' ? readAll(source.readable, running, task) : untilAborted(task);
      try {
        let isOver = false;
        void ended.finally(() => (isOver = true)).catch(() => undefined);
        while (!isOver) {
          await Promise.race([ended, pause(statusEvery)]);
          yield running.status;
        }
        await ended;
      } finally {
        running.end();
      }
    },

    async feed(picture: VideoFrame, arrivedAt: number): Promise<void> {
      if (capture) await capture.add(picture, arrivedAt);
      else picture.close();
    },

    clip: async (from, to) => (await capture?.clip(from, to)) ?? null,
    join: (parts: readonly RecordedPart[]) => joinClips(parts),
  };
}

/** Milliseconds since 1970 with their fractions; the same on every thread of the page. */
function instant(): number {
  return performance.timeOrigin + performance.now();
}

/** Takes every picture of the stream in, until it ends or the task is aborted. */
async function readAll(
  readable: ReadableStream<VideoFrame>,
  capture: LiveCapture,
  { signal }: Task,
): Promise<void> {
  const reader = readable.getReader();
  const cancel = (): void => void reader.cancel().catch(() => undefined);
  signal.addEventListener('abort', cancel, { once: true });
  try {
    while (!signal.aborted) {
      const { done, value } = await reader.read();
      if (done) return;
      await capture.add(value, instant());
    }
  } finally {
    signal.removeEventListener('abort', cancel);
    cancel();
  }
}

function untilAborted({ signal }: Task): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
