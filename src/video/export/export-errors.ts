import { AppError } from '../../base/index.ts';

/** Why something cannot be exported, each one sentence that names the file. */
export const exportErrors = {
  emptySpan: (name: string) =>
    new AppError('input-invalid', `“${name}” has no frame between the two marks.`, {
      remedy: 'Set the marks further apart.',
    }),
  notOnScreen: (name: string) =>
    new AppError('input-invalid', `“${name}” has no frame at that moment.`, {
      remedy: 'Show the frame and export it again.',
    }),
  isPicture: (name: string) =>
    new AppError('input-invalid', `“${name}” is a picture; there is no clip to take from it.`, {
      remedy: 'Export a still instead.',
    }),
  noTimesToCopy: (name: string) =>
    new AppError('input-invalid', `“${name}” holds no times of its own, so no part of it can be copied.`, {
      remedy: 'Re-encode the part instead.',
    }),
  cannotCopyInto: (name: string, container: string, codec: string) =>
    new AppError(
      'input-invalid',
      `A part of “${name}” cannot be copied: nothing here writes ${codec} into ${container}.`,
      { remedy: 'Re-encode the part instead.' },
    ),
  copyDiffers: (name: string, wanted: number, got: number) =>
    new AppError(
      'export-failed',
      `The copy from “${name}” came out with ${got} frames instead of ${wanted}.`,
      {
        remedy: 'Re-encode the part instead.',
        details: { wanted, got },
      },
    ),
  copyFailed: (name: string, cause: unknown) =>
    new AppError('export-failed', `The part of “${name}” could not be copied.`, {
      remedy: 'Re-encode the part instead; this copy of the recording may be damaged.',
      cause,
    }),
  encodedDiffers: (name: string, wanted: number, got: number) =>
    new AppError('export-failed', `The encoder made ${got} frames of the ${wanted} of “${name}”.`, {
      remedy: 'Try again, or copy the part without encoding.',
      details: { wanted, got },
    }),
  encoderFailed: (name: string, cause: unknown) =>
    new AppError('export-failed', `The part of “${name}” could not be encoded.`, {
      remedy: 'Try a shorter part, or copy it without encoding.',
      cause,
    }),
};
