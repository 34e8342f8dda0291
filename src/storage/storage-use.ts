export interface StorageUse {
  readonly usedBytes: number;
  readonly quotaBytes: number;
  /** Whether the browser promised not to evict it; null when it cannot say. */
  readonly persisted: boolean | null;
}

/** Not everything that runs this has a navigator (Node before 21), or a storage manager (plain http). */
interface Host {
  readonly navigator?: {
    readonly storage?: Partial<Pick<StorageManager, 'estimate' | 'persisted'>> & {
      /** Only pages may ask, so the type that workers share does not have it. */
      persist?(): Promise<boolean>;
    };
  };
}

const manager = () => (globalThis as Host).navigator?.storage;

/** What this origin takes on the device; zeros where the browser does not say. */
export async function storageUse(): Promise<StorageUse> {
  const { usage = 0, quota = 0 } = (await manager()?.estimate?.()) ?? {};
  const persisted = (await manager()?.persisted?.()) ?? null;
  return { usedBytes: usage, quotaBytes: quota, persisted };
}

/** Asks the browser to keep the data; its answer. */
export async function askToPersist(): Promise<boolean> {
  return (await manager()?.persist?.()) ?? false;
}
