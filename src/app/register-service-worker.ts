import type { Workspace } from '../state/index.ts';

const reloadedKey = 'vigil-reloaded-for-isolation';

/**
 * Registers the worker that makes the app start without a network. An update waits until the person takes it. The
 * first time it takes control the page reloads once, so that it becomes cross-origin isolated on a host that sends no
 * such headers; not while a clip is open, since everything also works without.
 */
export async function registerServiceWorker(workspace: Workspace): Promise<void> {
  const { device, notices } = workspace;
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!container || !import.meta.env.PROD) return device.noteOffline('unsupported');
  container.addEventListener('controllerchange', () => reloadForIsolation(workspace));
  try {
    const registration = await container.register(new URL('service-worker.js', document.baseURI));
    offerUpdate(registration, workspace);
    await container.ready;
    device.noteOffline('ready');
    void device.refresh(navigator.storage);
    if (container.controller) reloadForIsolation(workspace);
  } catch (error) {
    device.noteOffline('unsupported');
    console.warn('Vigil is not kept for offline use:', error);
    notices.tell(
      'This browser did not let Vigil store itself for offline use.',
      undefined,
      'Everything else works.',
    );
  }
}

function reloadForIsolation({ session }: Workspace): void {
  if (crossOriginIsolated || session.entries.length > 0 || sessionStorage.getItem(reloadedKey)) return;
  sessionStorage.setItem(reloadedKey, 'yes');
  location.reload();
}

function offerUpdate(registration: ServiceWorkerRegistration, { notices }: Workspace): void {
  const offer = (): void => {
    const { waiting } = registration;
    if (!waiting || !navigator.serviceWorker.controller) return;
    const run = (): void => {
      navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
      waiting.postMessage({ kind: 'vigil:activate' });
    };
    notices.tell(
      'A new version of Vigil is ready.',
      { label: 'Reload now', run },
      'Results and settings are kept.',
    );
  };
  offer();
  registration.addEventListener('updatefound', () => {
    const { installing } = registration;
    installing?.addEventListener('statechange', () => installing.state === 'installed' && offer());
  });
}
