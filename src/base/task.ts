/** How far a long function has come. Within one task `done / total` never goes backwards for a stage. */
export interface Progress {
  readonly stage: string;
  readonly done: number;
  /** Absent while the end is not known. */
  readonly total?: number;
  readonly unit: 's' | 'frames' | 'bytes' | 'rows' | 'files' | 'steps';
}

/** The last argument of every long function: how to stop it, and whom to tell how far it is. */
export interface Task {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** A task that nobody watches and nothing stops: for tests and start-up work. */
export function detachedTask(): Task {
  return { signal: new AbortController().signal };
}

/**
 * Gives the event loop one macrotask, so that a cancel message posted to this worker is seen, then throws if the
 * task was aborted.
 */
export async function breathe(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
  signal.throwIfAborted();
}
