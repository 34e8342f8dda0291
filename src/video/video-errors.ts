import { AppError, isAbort, messageOf } from '../base/index.ts';

const tryFfmpeg = 'Choose the ffmpeg decoder in the settings and open the file again.';

/** The failures of this room, each one sentence that names the file. */
export const videoErrors = {
  empty: (name: string) =>
    new AppError('file-empty', `“${name}” is empty.`, {
      remedy: 'Copy the recording again and open the copy.',
    }),
  notMedia: (name: string, cause?: unknown) =>
    new AppError('not-media', `“${name}” is not a video or picture that Vigil can read.`, {
      remedy: 'Open the original recording.',
      cause,
    }),
  cutBeforeIndex: (name: string) =>
    new AppError('not-media', `“${name}” was cut off before its index was written, so it cannot be played.`, {
      remedy: 'Copy the recording again, or export it once more from the recorder.',
    }),
  noVideoTrack: (name: string) =>
    new AppError('no-video-track', `“${name}” holds no video, only other tracks such as sound.`, {
      remedy: 'Open a file with a picture.',
    }),
  noFrames: (name: string) =>
    new AppError('no-frames', `“${name}” has a video track without a single picture in it.`, {
      remedy: 'Export the recording once more from the recorder.',
    }),
  unsupportedContainer: (name: string) =>
    new AppError('unsupported-codec', `“${name}” is of a format that the browser’s decoder cannot read.`, {
      remedy: 'Let Vigil choose the decoder.',
    }),
  unsupportedCodec: (name: string, codec: string, decoder?: string) =>
    new AppError(
      'unsupported-codec',
      `“${name}” is coded as ${codec}, which ${decoder ?? 'no decoder here'} cannot read.`,
      {
        remedy: decoder ? 'Let Vigil choose the decoder.' : 'Convert the recording to H.264 and open that.',
        details: { codec },
      },
    ),
  decoderFailed: (name: string, cause: unknown, offerFfmpeg: boolean) =>
    new AppError('decoder-failed', `“${name}” could not be decoded to the end.`, {
      remedy: offerFfmpeg ? tryFfmpeg : 'Copy the recording again; this copy may be damaged.',
      cause,
    }),
  decoderSilent: (name: string, seconds: number) =>
    new AppError('decoder-failed', `The decoder of “${name}” has not answered for ${seconds} seconds.`, {
      remedy: tryFfmpeg,
    }),
  unreadable: (name: string, cause: unknown) =>
    new AppError('file-unreadable', `“${name}” can no longer be read; it was moved, changed or taken away.`, {
      remedy: 'Put the file or its disk back and open it again.',
      cause,
    }),
  webAssemblyMissing: (name: string) =>
    new AppError(
      'webassembly-unavailable',
      `“${name}” needs the ffmpeg decoder, and this browser has no WebAssembly.`,
      {
        remedy: 'Allow WebAssembly in the browser, or use another browser.',
      },
    ),
  decoderUnavailable: (name: string, cause: unknown) =>
    new AppError('decoder-unavailable', `The ffmpeg decoder for “${name}” could not be loaded.`, {
      remedy: 'Reload the page while online once, then try again.',
      cause,
    }),
  tooLarge: (name: string, width: number, height: number) =>
    new AppError(
      'frame-too-large',
      `The pictures of “${name}” (${width} × ${height}) do not fit into memory.`,
      {
        remedy: 'Export the recording at a smaller size.',
        details: { width, height },
      },
    ),
  closed: (name: string) => new AppError('input-invalid', `“${name}” was closed; open it again to go on.`),
};

/** True for what a Blob read rejects with when its file was removed, changed or locked. */
export function isReadFailure(error: unknown): boolean {
  return (
    error instanceof DOMException &&
    ['NotReadableError', 'NotFoundError', 'SecurityError'].includes(error.name)
  );
}

/** Passes aborts and AppErrors on; makes a read failure 'file-unreadable' and anything else what `other` makes of it. */
export function asVideoError(error: unknown, name: string, other: (error: unknown) => AppError): unknown {
  if (error instanceof AppError || isAbort(error)) return error;
  if (isReadFailure(error)) return videoErrors.unreadable(name, error);
  if (error instanceof RangeError && /alloc/i.test(messageOf(error))) {
    return new AppError('out-of-memory', `There is not enough memory to decode “${name}”.`, {
      remedy: 'Close other tabs and try again.',
      cause: error,
    });
  }
  return other(error);
}
