import { isAbort } from '../base/index.ts';
import {
  gridPoints,
  isSamePoint,
  type BacktestRequest,
  type CountSeries,
  type ForecastService,
  type GridKind,
  type GridRun,
} from '../contract/index.ts';
import type { GridMemory } from './forecast-grid-memory.ts';
import type { Notices } from './notices.svelte.ts';

type Trainer = Pick<ForecastService, 'gridSearch'> & Disposable;

export interface GridParts {
  readonly connect: () => Trainer;
  readonly memory: GridMemory;
  readonly notices: Notices;
  /** Workers at once. */
  readonly workers: number;
}

/** The paper's grid search over one series: dealt to several workers, kept after each run, taken up where it stopped. */
export class ForecastGrid {
  /** Finished runs of the series and network last looked up. */
  runs = $state.raw<readonly GridRun[]>([]);
  /** Runs in training now; 0 when the search rests. */
  active = $state(0);
  readonly total = gridPoints.length;
  #key = '';
  #abort = new AbortController();
  readonly #parts: GridParts;

  constructor(parts: GridParts) {
    this.#parts = parts;
  }

  /** Shows what an earlier visit finished for this series. */
  async find(series: CountSeries, kind: GridKind): Promise<void> {
    const key = `${kind} ${fingerprint(series)}`;
    if (key === this.#key) return;
    this.stop();
    this.#key = key;
    this.runs = [];
    const kept = await this.#guard(() => this.#parts.memory.load(key));
    if (key === this.#key && kept !== undefined) this.runs = kept;
  }

  /** Trains what is missing. Returns when all 54 are there, or when it was stopped. */
  async search(series: CountSeries, kind: GridKind, request: BacktestRequest): Promise<void> {
    await this.find(series, kind);
    const abort = new AbortController();
    this.#abort = abort;
    const waiting = gridPoints.filter((point) => !this.runs.some((run) => isSamePoint(run, point)));
    const hands = Math.min(this.#parts.workers, waiting.length);
    const work = async (): Promise<void> => {
      const trainer = this.#parts.connect();
      this.active++;
      try {
        for (let point = waiting.shift(); point !== undefined; point = waiting.shift()) {
          const task = { signal: abort.signal };
          for await (const run of trainer.gridSearch(series, request, kind, [point], task)) {
            abort.signal.throwIfAborted();
            await this.#keep(run);
          }
        }
      } finally {
        this.active--;
        trainer[Symbol.dispose]();
      }
    };
    await this.#guard(() => Promise.all(Array.from({ length: hands }, work)));
    // One that failed must not leave the others training unseen.
    abort.abort();
  }

  stop(): void {
    this.#abort.abort();
  }

  async #keep(run: GridRun): Promise<void> {
    this.runs = [...this.runs, run];
    const { memory } = this.#parts;
    await this.#guard(() => memory.save(this.#key, this.runs));
  }

  async #guard<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!isAbort(error)) this.#parts.notices.report(error);
      return undefined;
    }
  }
}

/** Names a series by its days and values (FNV-1a, 32 bits, and its length). */
function fingerprint({ days, values }: CountSeries): string {
  let hash = 0x811c9dc5;
  const mix = (value: number): void => {
    hash = Math.imul(hash ^ value, 0x01000193);
  };
  days.forEach(mix);
  values.forEach((value) => mix(Math.round(value * 1000)));
  return `${values.length} ${(hash >>> 0).toString(16)}`;
}
