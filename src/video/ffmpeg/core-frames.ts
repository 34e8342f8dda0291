import type { Task } from '../../base/index.ts';
import type { ClipInfo } from '../../contract/index.ts';
import { timeSlack } from '../interval-picker.ts';
import type { CoreFile } from './core-file.ts';
import type { CoreRun } from './core-run.ts';
import type { CoreSupply } from './core-supply.ts';
import { frameArguments, frameBytes, type FrameCommand } from './frame-arguments.ts';
import type { TimedFrame } from './frame-assembly.ts';
import { assertSettled } from './run-failure.ts';
import type { FrameOutput, RunOutcome } from './run-protocol.ts';

export interface FrameRequest extends Pick<FrameCommand, 'pixels' | 'output' | 'fps' | 'to'> {
  /** Decode from here on, s; null from the beginning. The first frame yielded may lie before it. */
  readonly from: number | null;
  /** Begin with the last frame at or before `from` and yield nothing before that. */
  readonly lastBefore: boolean;
}

/** Bytes of frames that may wait for the consumer, with and without shared memory. */
const lookAheadBytes = 24e6;
const boundedRunBytes = 96e6;

/**
 * How much before the asked time to seek, s, in turn: containers without an index land between key frames, and
 * decoding then begins too late. After the last comes the beginning.
 */
const seekSteps = [0, 2.5, 10, 30];

/** The core decodes ahead by a bounded number of frames, and waits for the consumer when it may not go on. */
export async function* coreFrames(
  source: CoreFile,
  supply: CoreSupply,
  info: ClipInfo,
  request: FrameRequest,
  task: Task,
): AsyncGenerator<TimedFrame, void> {
  let count = 0;
  let rest = request;
  for (;;) {
    const last: number = count === 0 ? -Infinity : (rest.from as number);
    let newest = last;
    const frames = seekedFrames(source, supply, info, rest, task);
    let step = await frames.next();
    try {
      for (; !step.done; step = await frames.next()) {
        if (count > 0 && step.value.timestamp <= last) continue;
        count++;
        newest = step.value.timestamp;
        yield step.value;
      }
    } finally {
      await frames.return(abandoned);
    }
    const outcome = step.value;
    if (!outcome.limited || newest === last) return assertSettled(outcome, count, info, isPartial(request));
    rest = { ...request, from: newest, lastBefore: true };
  }
}

function isPartial({ from, to }: FrameRequest): boolean {
  return from !== null || to !== null;
}

const abandoned: RunOutcome = {
  exitCode: -1,
  output: '',
  file: null,
  log: [],
  limited: false,
  readError: null,
  crash: null,
};

/** One run to its end or its limit, sought so that nothing from `from` on is missed. */
async function* seekedFrames(
  source: CoreFile,
  supply: CoreSupply,
  info: ClipInfo,
  request: FrameRequest,
  { signal }: Task,
): AsyncGenerator<TimedFrame, RunOutcome> {
  for (const seek of seekTimes(request.from, source, info)) {
    const command: FrameCommand = {
      ...request,
      input: source.input,
      rotation: info.rotation,
      from: request.lastBefore && request.fps === 'all' ? null : request.from,
      seek,
    };
    const output = frameOutput(command, request);
    const run = { tool: 'ffmpeg', args: frameArguments(command), file: source.data, frames: output } as const;
    using core = await supply.start(info.name, { type: 'run', ...run }, signal);
    const first = await core.next(signal);
    const missed = 'exitCode' in first || first.timestamp > (request.from ?? Infinity) + timeSlack;
    if (seek !== null && missed) continue;
    return yield* remaining(core, first, output.credits, signal);
  }
  return abandoned;
}

async function* remaining(
  core: CoreRun,
  first: TimedFrame | RunOutcome,
  credits: Int32Array | null,
  signal: AbortSignal,
): AsyncGenerator<TimedFrame, RunOutcome> {
  for (let next = first; ; next = await core.next(signal)) {
    if ('exitCode' in next) return next;
    if (credits) {
      Atomics.add(credits, 0, 1);
      Atomics.notify(credits, 0);
    }
    yield next;
  }
}

/** Where to seek, s, in turn, until a seek lands early enough; null is the beginning. */
function seekTimes(from: number | null, { input }: CoreFile, { start }: ClipInfo): (number | null)[] {
  if (from === null || input.countedRate !== null) return [null];
  return [...seekSteps.map((back) => from - back).filter((time) => time > start + 1), null];
}

function frameOutput(command: FrameCommand, { from, lastBefore }: FrameRequest): FrameOutput {
  const bytes = frameBytes(command);
  const held = { frameBytes: bytes, lastBefore: lastBefore && from !== null ? from + timeSlack : null };
  if (typeof SharedArrayBuffer === 'undefined') {
    return { ...held, credits: null, limit: Math.max(4, Math.floor(boundedRunBytes / bytes)) };
  }
  const credits = new Int32Array(new SharedArrayBuffer(4));
  credits[0] = Math.max(2, Math.min(64, Math.floor(lookAheadBytes / bytes)));
  return { ...held, credits, limit: null };
}
