import { messageOf } from '../../base/index.ts';
import { instantiateCore, type FfmpegCore } from './core-module.ts';
import { FrameAssembly } from './frame-assembly.ts';
import { FrameSender, type StopState } from './frame-sender.ts';
import { mountInput } from './mount-input.ts';
import { openFileDevice } from './open-file-device.ts';
import { outputPath, type CoreMessage, type LoadRequest, type RunRequest } from './run-protocol.ts';

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

function run(core: FfmpegCore, { tool, args, file, frames, writesFile }: RunRequest): void {
  const output: string[] = [];
  const log: string[] = [];
  const stop: StopState = { limited: false };
  const sender = frames && new FrameSender(frames, stop);
  const assembly = frames && new FrameAssembly(frames.frameBytes, (frame) => sender?.take(frame));
  core.setLogger(({ type, message }) => {
    if (type === 'stdout') output.push(message);
    else if (writesFile && tellWritten(message)) return;
    else if (!assembly?.readLine(message)) log.splice(0, log.length - logLines, message);
    if (type === 'stderr' && log.length > logLines) log.shift();
  });
  core.setTimeout(-1);
  const input = mountInput(core.FS, file, () => post({ type: 'alive' }));
  if (assembly) openFrameDevice(core, assembly, stop);
  const made = writesFile ? openFileDevice(core) : null;
  let exitCode = -1;
  let crash: string | null = null;
  try {
    exitCode = tool === 'ffmpeg' ? core.exec(...args) : core.ffprobe(...args);
    sender?.end();
  } catch (error) {
    crash = messageOf(error);
  }
  const { limited } = stop;
  const { readError } = input;
  const written = made?.blob('') ?? null;
  const outcome = { exitCode, output: output.join('\n'), file: written, log, limited, readError, crash };
  post({ type: 'done', outcome });
}

/** Whether a line of the log belongs to `-progress`, which writes 'key=value'. */
function tellWritten(line: string): boolean {
  const [, key, value] = /^([a-z_0-9]+)=(.*)$/.exec(line) ?? [];
  if (key === 'out_time_us' && Number(value) >= 0) post({ type: 'written', seconds: Number(value) / 1e6 });
  return key !== undefined;
}

/** A character device that takes raw video as ffmpeg writes it. */
function openFrameDevice({ FS }: FfmpegCore, assembly: FrameAssembly, stop: StopState): void {
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

function post(message: CoreMessage): void {
  postMessage(message);
}
