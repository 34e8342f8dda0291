/** Adds up wall-clock seconds by stage. Stages that overlap each count in full. */
export class Stopwatch {
  readonly #startedAt = performance.now();
  readonly #seconds: Record<string, number> = {};

  async time<T>(stage: string, work: () => Promise<T>): Promise<T> {
    const from = performance.now();
    try {
      return await work();
    } finally {
      this.#seconds[stage] = (this.#seconds[stage] ?? 0) + (performance.now() - from) / 1000;
    }
  }

  read(): { total: number } & Partial<Record<string, number>> {
    return { ...this.#seconds, total: (performance.now() - this.#startedAt) / 1000 };
  }
}
