import { AppError } from '../../base/index.ts';

/** The file was a model once, and bytes of it have changed or are missing. */
export function damaged(name: string, what: string, cause?: unknown): AppError {
  return new AppError('model-corrupt', `${name} is damaged: ${what}.`, {
    remedy: 'Copy or download it again, or export the model once more.',
    cause,
  });
}

/** The file is something else, or made to do harm. */
export function refused(name: string, why: string): AppError {
  return new AppError('model-incompatible', `${name} ${why}.`, {
    remedy: 'Choose a .vigil-model file that Vigil exported.',
  });
}
