import type { RefusedRequest } from '../contract/index.ts';

export interface TrafficSources {
  readonly origin: string;
  /** Calls back for each request the page has made, those before the call included. Returns how to stop. */
  observeRequests(onRequest: (url: string) => void): () => void;
  /** Calls back for each address that the security policy or the service worker refused. */
  observeRefusals(onRefusal: (url: string) => void): () => void;
}

/**
 * Counts what left this device. Measured, not claimed: requests that the browser's own resource timing shows going
 * to another origin, and attempts that the content security policy or the service worker refused.
 */
export class Traffic implements Disposable {
  readonly #stop: readonly (() => void)[];
  #foreign = $state.raw<readonly string[]>([]);
  #refused = $state.raw<readonly string[]>([]);

  constructor({ origin, observeRequests, observeRefusals }: TrafficSources) {
    this.#stop = [
      observeRequests((url) => {
        if (isForeign(url, origin) && !this.#refused.includes(url)) this.#foreign = [...this.#foreign, url];
      }),
      observeRefusals((url) => {
        if (!this.#refused.includes(url)) this.#refused = [...this.#refused, url];
        this.#foreign = this.#foreign.filter((other) => other !== url);
      }),
    ];
  }

  /** Requests that went to another origin, by address. */
  get foreign(): readonly string[] {
    return this.#foreign;
  }

  /** Addresses that were tried and stopped on the device; each attempt may be reported by more than one guard. */
  get refused(): readonly string[] {
    return this.#refused;
  }

  [Symbol.dispose](): void {
    for (const stop of this.#stop) stop();
  }
}

function isForeign(url: string, origin: string): boolean {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  return parsed !== null && /^(https?|wss?):$/.test(parsed.protocol) && parsed.origin !== origin;
}

/** The page's own sources: resource timing, policy violation reports, and word from the service worker. */
export function pageTraffic(): TrafficSources {
  return {
    origin: location.origin,
    observeRequests(onRequest) {
      const observer = new PerformanceObserver((list) => {
        for (const { name } of list.getEntries()) onRequest(name);
      });
      observer.observe({ type: 'resource', buffered: true });
      return () => observer.disconnect();
    },
    observeRefusals(onRefusal) {
      const stop = new AbortController();
      const options = { signal: stop.signal };
      document.addEventListener(
        'securitypolicyviolation',
        ({ blockedURI }) => onRefusal(blockedURI),
        options,
      );
      navigator.serviceWorker?.addEventListener(
        'message',
        ({ data }: MessageEvent<RefusedRequest | null>) => {
          if (data?.kind === 'vigil:refused-request') onRefusal(data.url);
        },
        options,
      );
      return () => stop.abort();
    },
  };
}
