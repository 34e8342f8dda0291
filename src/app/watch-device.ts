import type { Workspace } from '../state/index.ts';

const storageEveryMs = 30_000;

/** Keeps the facts about this device fresh: network, and how much is stored. */
export function watchDevice({ device }: Workspace): void {
  const tellNetwork = (): void => device.noteOnline(navigator.onLine);
  addEventListener('online', tellNetwork);
  addEventListener('offline', tellNetwork);
  tellNetwork();
  const measure = (): void => {
    if (!document.hidden) void device.refresh(navigator.storage);
  };
  measure();
  setInterval(measure, storageEveryMs);
}
