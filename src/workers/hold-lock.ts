/**
 * Takes hold of a name that one tab at a time may hold. Released when disposed, and by the browser when the tab or the
 * worker goes away (W3C Web Locks).
 * @param patienceMs how long to wait for another tab to let go
 * @returns null when another tab keeps it
 */
export async function holdLock(
  name: string,
  patienceMs: number,
  signal: AbortSignal,
): Promise<Disposable | null> {
  const enough = AbortSignal.timeout(patienceMs);
  try {
    return await held(name, AbortSignal.any([signal, enough]));
  } catch (error) {
    if (signal.aborted || !enough.aborted) throw error;
    return null;
  }
}

function held(name: string, signal: AbortSignal): Promise<Disposable> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(name, { signal }, () => new Promise<void>((release) => resolve({ [Symbol.dispose]: release })))
      .catch(reject);
  });
}
