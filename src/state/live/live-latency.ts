/** Figures are over this many of the last rows: five minutes at one a second. */
const kept = 300;

export interface DelayFigures {
  /** ms */
  readonly median: number;
  readonly p95: number;
  readonly count: number;
}

/** How long after its newest picture was taken a probability stood on the screen. */
export class DelayMeter {
  readonly #delays: number[] = [];

  add(ms: number): void {
    this.#delays.push(ms);
    if (this.#delays.length > kept) this.#delays.shift();
  }

  clear(): void {
    this.#delays.length = 0;
  }

  /** null before the first. The 95 % figure is the least delay that 95 of 100 do not exceed. */
  get figures(): DelayFigures | null {
    const sorted = this.#delays.toSorted((a, b) => a - b);
    const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number;
    return sorted.length === 0 ? null : { median: at(0.5), p95: at(0.95), count: sorted.length };
  }
}
