/**
 * Waits for `answer`, but no longer than `seconds`, and not after an abort.
 * @throws what `late` makes when time is up; the signal's reason when aborted.
 */
export async function answerWithin<T>(
  answer: Promise<T>,
  seconds: number,
  late: () => Error,
  signal?: AbortSignal,
): Promise<T> {
  signal?.throwIfAborted();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let onAbort: (() => void) | undefined;
  const giveUp = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), seconds * 1000);
    onAbort = () => reject(signal?.reason as Error);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
  // Whichever loses the race has nobody left to tell.
  answer.catch(() => undefined);
  giveUp.catch(() => undefined);
  try {
    return await Promise.race([answer, giveUp]);
  } finally {
    clearTimeout(timer);
    if (onAbort) signal?.removeEventListener('abort', onAbort);
  }
}
