import type { Plugin } from 'vite';

/**
 * The content security policy of every page. Nothing may be loaded from, or sent to, another origin:
 * `wasm-unsafe-eval` lets WebAssembly compile, `blob:` shows pictures made on the page, and inline styles are the
 * positions that Svelte sets.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Writes the policy into each built page. The dev server needs inline scripts for hot reload and goes without. */
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
  };
}
