import type { Plugin } from 'vite';
import { securityHeaders } from '../../src/contract/security.ts';

const { 'Content-Security-Policy': _needsInlineScriptsInDevelopment, ...isolation } = securityHeaders;

/** Sends the isolation headers from Vite's own servers. */
export function isolationHeaders(): Plugin {
  return {
    name: 'vigil:isolation-headers',
    config: () => ({ server: { headers: isolation }, preview: { headers: securityHeaders } }),
  };
}
