export interface Served {
  readonly url: string;
  close(): Promise<void>;
}
/** Serves a folder on the first free port from `port` on; `isolation: false` leaves the security headers out. */
export function serve(options?: {
  folder?: string;
  port?: number;
  isolation?: boolean;
  extraHeaders?: Readonly<Record<string, string>>;
}): Promise<Served>;
