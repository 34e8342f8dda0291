import type { Plugin } from 'vite';
import { contentSecurityPolicy, securityHeaders } from '../../src/contract/security.ts';

/**
 * Writes the policy into each built page, and all headers into `_headers`, which scripts/serve.mjs and common static
 * hosts read. The dev server needs inline scripts for hot reload and goes without the policy.
 */
export function securityPolicy(): Plugin {
  return {
    name: 'vigil:security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicy },
        injectTo: 'head-prepend',
      },
    ],
    generateBundle() {
      const lines = Object.entries(securityHeaders).map(([name, value]) => `  ${name}: ${value}`);
      this.emitFile({ type: 'asset', fileName: '_headers', source: `/*\n${lines.join('\n')}\n` });
    },
  };
}
