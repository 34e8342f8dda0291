import type { Plugin } from 'vite';

/** What a host would send so that SharedArrayBuffer exists; where it cannot, the service worker adds the same. */
export const crossOriginIsolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

/** Sends the isolation headers from Vite's dev and preview servers. */
export function isolationHeaders(): Plugin {
  return {
    name: 'vigil:isolation-headers',
    config: () => ({ server: { headers: crossOriginIsolation }, preview: { headers: crossOriginIsolation } }),
  };
}
