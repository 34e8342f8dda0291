/// <reference lib="webworker" />
import { cleanupOutdatedCaches, matchPrecache, precache, type PrecacheEntry } from 'workbox-precaching';
import { securityHeaders, type RefusedRequest } from '../contract/index.ts';

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: (PrecacheEntry | string)[] };

precache(self.__WB_MANIFEST);
cleanupOutdatedCaches();

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('message', (event) => {
  if ((event.data as { kind?: string } | null)?.kind === 'vigil:activate')
    event.waitUntil(self.skipWaiting());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (!/^https?:$/.test(url.protocol)) return;
  if (url.origin !== self.location.origin || request.method !== 'GET') event.respondWith(refuse(request));
  else event.respondWith(answer(request, url));
});

/** From what was stored at installation; a page address that is not stored opens the app. */
async function answer(request: Request, url: URL): Promise<Response> {
  const isPage = request.mode === 'navigate';
  const stored =
    (await matchPrecache(url.origin + url.pathname)) ??
    (isPage ? await matchPrecache('index.html') : undefined);
  return secured(stored ?? (await fetch(request)));
}

/** Nothing is sent anywhere: not to another origin, and no body to this one. The pages are told, so that they can say so. */
async function refuse(request: Request): Promise<Response> {
  const message: RefusedRequest = { kind: 'vigil:refused-request', url: request.url };
  for (const client of await self.clients.matchAll({ includeUncontrolled: true }))
    client.postMessage(message);
  return Response.error();
}

/** Adds what the host may not send: without it there is no SharedArrayBuffer, and no policy over the workers. */
function secured(response: Response): Response {
  if (response.status === 0 || response.type === 'error') return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(securityHeaders)) headers.set(name, value);
  const isEmpty = [204, 205, 304].includes(response.status);
  return new Response(isEmpty ? null : response.body, {
    status: response.status,
    statusText: response.statusText,
    headers,
  });
}
