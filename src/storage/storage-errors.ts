import { AppError, isAbort, messageOf } from '../base/index.ts';

/** Runs a storage action; whatever the browser throws comes out as 'storage-full' or 'storage-refused'. */
export async function guarded<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw isFull(cause) ? full(cause) : refused(cause);
  }
}

/** Near the quota Chromium aborts a transaction with the quota error as its reason, or with none. */
export function isFull(cause: unknown): boolean {
  return (cause instanceof DOMException && cause.name === 'QuotaExceededError') || isAbort(cause);
}

function full(cause: unknown): AppError {
  return new AppError('storage-full', 'The browser’s storage for Vigil is full; this was not kept.', {
    remedy: 'Delete cases in Settings, or models in Models, or free space on the disk.',
    cause,
  });
}

function refused(cause: unknown): AppError {
  return new AppError(
    'storage-refused',
    `The browser does not let Vigil store results (${messageOf(cause)}).`,
    {
      remedy: 'Allow site data, leave private browsing, or close other Vigil tabs. Analysing still works.',
      cause,
    },
  );
}
