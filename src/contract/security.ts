/**
 * The content security policy of every page and worker. Nothing may be loaded from, or sent to, another origin.
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

/**
 * What a host should send with every file, so that SharedArrayBuffer exists and workers stand under the policy too (a
 * worker does not inherit the policy of a page's meta element). The service worker adds the same where a host does not.
 */
export const securityHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Content-Security-Policy': contentSecurityPolicy,
  // A live source is a camera or a screen that the person chooses; nothing else of the device is ever asked for.
  'Permissions-Policy': 'camera=(self), display-capture=(self), microphone=(), geolocation=()',
} as const;
