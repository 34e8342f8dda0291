export type OfflineStatus = 'unsupported' | 'preparing' | 'ready';

/** What this browser keeps for Vigil, and whether it would start without a network. */
export class DeviceFacts {
  #usedBytes = $state<number | null>(null);
  #quotaBytes = $state<number | null>(null);
  #isPersistent = $state(false);
  #offline = $state<OfflineStatus>('preparing');
  #isOnline = $state(true);

  get usedBytes(): number | null {
    return this.#usedBytes;
  }
  get quotaBytes(): number | null {
    return this.#quotaBytes;
  }
  /** Whether the browser has promised not to clear the storage by itself. */
  get isPersistent(): boolean {
    return this.#isPersistent;
  }
  get offline(): OfflineStatus {
    return this.#offline;
  }
  get isOnline(): boolean {
    return this.#isOnline;
  }

  noteOffline(status: OfflineStatus): void {
    this.#offline = status;
  }

  noteOnline(isOnline: boolean): void {
    this.#isOnline = isOnline;
  }

  /** Asks the browser again; a browser that will not say leaves the figures unknown. */
  async refresh(storage: StorageManager | undefined): Promise<void> {
    const estimate = await storage?.estimate?.().catch(() => undefined);
    this.#usedBytes = estimate?.usage ?? null;
    this.#quotaBytes = estimate?.quota ?? null;
    this.#isPersistent = (await storage?.persisted?.().catch(() => false)) ?? false;
  }

  async persist(storage: StorageManager | undefined): Promise<boolean> {
    const isGranted = (await storage?.persist?.().catch(() => false)) ?? false;
    await this.refresh(storage);
    return isGranted;
  }
}
