import * as duckdb from '@duckdb/duckdb-wasm';
import duckdbWasm from '@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url';
import duckdbWorker from '@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url';
import type { ForecastService } from '../../../src/contract/index.ts';
import { connect } from '../../../src/workers/connect.ts';

/** Rows of a crime file, and how many of them on each ISO day. */
export interface DayCounts {
  readonly rows: number;
  readonly days: Readonly<Record<string, number>>;
}

export type Importer = 'vigil' | 'papaparse' | 'duckdb';

declare global {
  interface Window {
    /** Reads the chosen file with one of the importers. */
    importFile(importer: Importer): Promise<DayCounts & { seconds: number }>;
  }
}

const importers: Readonly<Record<Importer, (file: File) => Promise<DayCounts>>> = {
  async vigil(file) {
    const worker = new Worker(new URL('../../../src/workers/forecast.worker.ts', import.meta.url), {
      type: 'module',
    });
    const service = connect<ForecastService>(worker, ['backtest', 'gridSearch']);
    const task = { signal: new AbortController().signal };
    const { rowsKept } = await service.load(file, {}, task);
    const { series } = await service.overview({}, task);
    const day = (at: number): string => new Date(at * 86_400_000).toISOString().slice(0, 10);
    const days = Object.fromEntries(
      Array.from(series.days, (at, i) => [day(at), series.values[i] as number]),
    );
    return { rows: rowsKept, days };
  },
  papaparse: (file) =>
    new Promise((resolve) => {
      const worker = new Worker(new URL('./papaparse.worker.ts', import.meta.url), { type: 'module' });
      worker.onmessage = ({ data }: MessageEvent<DayCounts>) => resolve(data);
      worker.postMessage(file);
    }),
  async duckdb(file) {
    const base = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), new Worker(duckdbWorker));
    await base.instantiate(duckdbWasm);
    await base.registerFileHandle('c.csv', file, duckdb.DuckDBDataProtocol.BROWSER_FILEREADER, true);
    const connection = await base.connect();
    const result = await connection.query(
      `SELECT strftime(strptime("Date", '%m/%d/%Y %I:%M:%S %p'), '%Y-%m-%d') AS day, count(*)::INTEGER AS n
       FROM read_csv('c.csv', header = true, all_varchar = true) GROUP BY day`,
    );
    const days = Object.fromEntries(
      result.toArray().map((row) => {
        const { day, n } = row.toJSON();
        return [String(day), Number(n)];
      }),
    );
    return { rows: Object.values(days).reduce((sum, n) => sum + n, 0), days };
  },
};

window.importFile = async (importer) => {
  const file = document.querySelector<HTMLInputElement>('#file')?.files?.[0];
  if (file === undefined) throw new Error('No file was chosen.');
  const startedAt = performance.now();
  const counts = await importers[importer](file);
  return { ...counts, seconds: (performance.now() - startedAt) / 1000 };
};
