/** What the service worker, which every request of the page and its workers passes, says of each one it refused. */
export interface RefusedRequest {
  readonly kind: 'vigil:refused-request';
  readonly url: string;
}
