/** The little of duckdb-wasm that the page uses; the package is fetched only when the benchmark runs. */
declare module '@duckdb/duckdb-wasm' {
  export enum DuckDBDataProtocol {
    BROWSER_FILEREADER = 2,
  }
  export class VoidLogger {
    log(): void;
  }
  export class AsyncDuckDB {
    constructor(logger: VoidLogger, worker: Worker);
    instantiate(wasmUrl: string): Promise<null>;
    registerFileHandle(
      name: string,
      file: File,
      protocol: DuckDBDataProtocol,
      direct: boolean,
    ): Promise<void>;
    connect(): Promise<{
      query(sql: string): Promise<{ toArray(): { toJSON(): Record<string, unknown> }[] }>;
    }>;
  }
}
