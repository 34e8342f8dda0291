import { vi } from 'vitest';

/** Counts workers that were started and not ended, until the globals are put back. */
export function countWorkers(): { alive(): number } {
  const Real = Worker;
  let alive = 0;
  class Counted extends Real {
    #ended = false;
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      alive++;
    }
    override terminate(): void {
      if (!this.#ended) alive--;
      this.#ended = true;
      super.terminate();
    }
  }
  vi.stubGlobal('Worker', Counted);
  return { alive: () => alive };
}
