import { messageOf } from '../../base/index.ts';
import { instantiateCore, type FfmpegCore } from './core-module.ts';
import { FrameAssembly, type TimedFrame } from './frame-assembly.ts';
import { mountInput } from './mount-input.ts';
import {
  outputPath,
  type CoreMessage,
  type FrameOutput,
  type LoadRequest,
  type RunRequest,
} from './run-protocol.ts';

const logLines = 40;
const errno = { inputOutput: 29, illegalSeek: 70 };

/**
 * Serves one ffmpeg core in this worker: load, then one run. The command blocks the worker until it ends; frames are
 * posted from inside it, and stopping it is the page's `terminate()`.
 */
export function serveFfmpegCore(): void {
  let core: FfmpegCore;
  self.onmessage = async ({ data: request }: MessageEvent<LoadRequest | RunRequest>) => {
    if (request.type === 'run') return run(core, request);
    try {
      core = await instantiateCore(request.scriptUrl, request.module);
      post({ type: 'ready' });
    } catch (error) {
      post({ type: 'load-failed', message: messageOf(error) });
    }
  };
}

function run(core: FfmpegCore, { tool, args, file, frames }: RunRequest): void {
  const output: string[] = [];
  const log: string[] = [];
  const stop = { limited: false };
  const assembly = frames && new FrameAssembly(frames.frameBytes, frameSender(frames, stop));
  core.setLogger(({ type, message }) => {
    if (type === 'stdout') output.push(message);
    else if (!assembly?.readLine(message)) log.splice(0, log.length - logLines, message);
    if (type === 'stderr' && log.length > logLines) log.shift();
  });
  core.setTimeout(-1);
  const input = mountInput(core.FS, file, () => post({ type: 'alive' }));
  if (assembly) openFrameDevice(core, assembly, stop);
  let exitCode = -1;
  let crash: string | null = null;
  try {
    exitCode = tool === 'ffmpeg' ? core.exec(...args) : core.ffprobe(...args);
  } catch (error) {
    crash = messageOf(error);
  }
  const { limited } = stop;
  const outcome = { exitCode, output: output.join('\n'), log, limited, readError: input.readError, crash };
  post({ type: 'done', outcome });
}

/** A character device that takes raw video as ffmpeg writes it. */
function openFrameDevice({ FS }: FfmpegCore, assembly: FrameAssembly, stop: { limited: boolean }): void {
  const device = FS.makedev(64, 1);
  FS.registerDevice(device, {
    open: (stream) => void (stream.seekable = false),
    close: () => undefined,
    llseek: () => {
      throw new FS.ErrnoError(errno.illegalSeek);
    },
    write: (_stream, buffer, offset, length) => {
      if (stop.limited) throw new FS.ErrnoError(errno.inputOutput);
      assembly.write(buffer.subarray(offset, offset + length));
      return length;
    },
  });
  FS.mkdev(outputPath, device);
}

/** Posts frames as credits allow, withholds those before the asked moment, and stops at the limit. */
function frameSender(output: FrameOutput, stop: { limited: boolean }): (frame: TimedFrame) => void {
  let withheld: TimedFrame | null = null;
  let sent = 0;
  const send = ({ timestamp, data }: TimedFrame) => {
    if (stop.limited) return;
    if (output.credits) takeCredit(output.credits);
    postMessage({ type: 'frame', timestamp, data } satisfies CoreMessage, { transfer: [data.buffer] });
    stop.limited = ++sent === output.limit;
  };
  return (frame) => {
    if (output.lastBefore !== null && frame.timestamp <= output.lastBefore) {
      withheld = frame;
      return;
    }
    if (withheld) send(withheld);
    withheld = null;
    send(frame);
  };
}

/** Waits until the page has asked for another frame. */
function takeCredit(credits: Int32Array): void {
  while (Atomics.load(credits, 0) <= 0) Atomics.wait(credits, 0, 0);
  Atomics.sub(credits, 0, 1);
}

function post(message: CoreMessage): void {
  postMessage(message);
}
