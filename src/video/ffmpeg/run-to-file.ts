import type { Task } from '../../base/index.ts';
import type { CoreSupply } from './core-supply.ts';
import { filePath, type RunOutcome } from './run-protocol.ts';

export interface FileCommand {
  /** Of the recording, for sentences. */
  readonly name: string;
  readonly data: Blob;
  /** All but the output path, which comes last. */
  readonly args: readonly string[];
  /** After the file's own path: further outputs, as to standard output. */
  readonly more?: readonly string[];
}

/**
 * Runs ffmpeg with one file to write. Memory stays flat; cancelling ends the worker.
 * @param onWritten told the time reached in the output, s
 * @throws AppError of {@link CoreSupply.start} and {@link CoreRun.next}
 */
export async function runToFile(
  supply: CoreSupply,
  { name, data, args, more = [] }: FileCommand,
  onWritten: (seconds: number) => void,
  { signal }: Task,
): Promise<RunOutcome> {
  const request = {
    type: 'run',
    tool: 'ffmpeg',
    args: [...quiet, ...args, filePath, ...more],
    file: data,
    frames: null,
    writesFile: true,
  } as const;
  using core = await supply.start(name, request, signal);
  core.onWritten = onWritten;
  const outcome = await core.next(signal);
  if (!('exitCode' in outcome)) throw new Error('ffmpeg wrote a frame');
  return outcome;
}

const quiet = ['-hide_banner', '-v', 'warning', '-nostats', '-progress', 'pipe:2', '-stats_period', '0.5'];
