import type { ClipInfo } from '../../contract/index.ts';
import { videoErrors } from '../video-errors.ts';
import type { RunOutcome } from './run-protocol.ts';

type Facts = Pick<ClipInfo, 'name' | 'codec' | 'width' | 'height' | 'warnings'>;

/**
 * Throws what a run's outcome amounts to, unless it went well. Damage within the stream is no failure: ffmpeg passes
 * over it and ends with 0.
 * @param frames how many came out.
 * @param partial whether only a part of the clip was asked for, which may well be empty.
 */
export function assertSettled(outcome: RunOutcome, frames: number, info: Facts, partial = false): void {
  const { exitCode, readError, crash, log } = outcome;
  const cause = new Error([crash ?? `ffmpeg ended with ${exitCode}`, ...log.slice(-5)].join('\n'));
  if (readError !== null) throw videoErrors.unreadable(info.name, new Error(readError));
  if (crash !== null || log.some((line) => outOfMemory.test(line))) {
    throw info.width * info.height > 4096 * 2304
      ? videoErrors.tooLarge(info.name, info.width, info.height)
      : videoErrors.decoderFailed(info.name, cause, false);
  }
  if (frames > 0) {
    if (exitCode === 0 || info.warnings.includes('truncated')) return;
    throw videoErrors.decoderFailed(info.name, cause, false);
  }
  if (log.some((line) => noDecoder.test(line))) throw videoErrors.unsupportedCodec(info.name, info.codec);
  if (exitCode !== 0) throw videoErrors.decoderFailed(info.name, cause, false);
  if (!partial) throw videoErrors.noFrames(info.name);
}

const outOfMemory = /cannot allocate memory|out of memory|\(OOM\)/i;

const noDecoder = /decoder .*not found|no decoder|function not implemented|hardware accelerated/i;
