import { isAbort, type Task } from '../base/index.ts';
import type {
  AnomalyReport,
  AreaCount,
  AreaShape,
  AttributionReport,
  BacktestFrame,
  BacktestRequest,
  ColumnMapping,
  FairnessReport,
  ForecastDay,
  ForecastRequest,
  ForecastService,
  HotspotMap,
  HotspotRequest,
  HotspotShares,
  ImportReport,
  ModelName,
  ModelResult,
  Overview,
  PaperRow,
  RollingOriginRow,
  SeriesFilter,
  TablePreview,
} from '../contract/index.ts';
import type { ForecastGrid } from './forecast-grid.svelte.ts';
import type { Notices } from './notices.svelte.ts';

export type ForecastJob =
  | 'import'
  | 'overview'
  | 'backtest'
  | 'paper'
  | 'rolling'
  | 'forecast'
  | 'anomalies'
  | 'hotspots'
  | 'fairness'
  | 'attribution'
  | 'ablation'
  | 'shares';

/** One crime file on the Forecast screen: what it holds, what was asked of it, and what came back. */
export class ForecastSession {
  file = $state.raw<File | null>(null);
  preview = $state.raw<TablePreview | null>(null);
  report = $state.raw<ImportReport | null>(null);
  overview = $state.raw<Overview | null>(null);
  frame = $state.raw<BacktestFrame | null>(null);
  results = $state.raw<readonly ModelResult[]>([]);
  failures = $state.raw<readonly { model: ModelName; reason: string }[]>([]);
  paper = $state.raw<readonly PaperRow[]>([]);
  rolling = $state.raw<readonly RollingOriginRow[]>([]);
  forecast = $state.raw<readonly ForecastDay[]>([]);
  anomalies = $state.raw<AnomalyReport | null>(null);
  hotspots = $state.raw<HotspotMap | null>(null);
  shapes = $state.raw<readonly AreaShape[]>([]);
  areaCounts = $state.raw<readonly AreaCount[]>([]);
  fairness = $state.raw<FairnessReport | null>(null);
  attribution = $state.raw<AttributionReport | null>(null);
  /** LSTM and CNN-LSTM over 60 and over 14 steps. */
  ablation = $state.raw<readonly ModelResult[]>([]);
  hotspotShares = $state.raw<HotspotShares | null>(null);
  job = $state<ForecastJob | null>(null);
  /** 0..1, or null while the end is not known. */
  progress = $state<number | null>(null);
  stage = $state('');
  filter = $state.raw<SeriesFilter>({});
  protocol = $state<'honest' | 'paper'>('honest');
  model = $state<ModelName>('ensemble');
  window = $state(60);
  horizon = $state(30);

  #service: (ForecastService & Disposable) | null = null;
  #abort = new AbortController();
  readonly #connect: () => ForecastService & Disposable;
  readonly #notices: Notices;
  #asked: { models: readonly ModelName[]; windows: readonly number[] } | null = null;
  #mapped: HotspotRequest | null = null;

  constructor(
    connect: () => ForecastService & Disposable,
    notices: Notices,
    readonly grid: ForecastGrid,
  ) {
    this.#connect = connect;
    this.#notices = notices;
  }

  /** Reads a file from its start; what an earlier one gave is dropped. */
  async open(file: File, mapping?: ColumnMapping, shiftHours = 0): Promise<void> {
    this.#clear();
    this.file = file;
    await this.#run('import', async (service, task) => {
      this.preview = await service.preview(file, task);
      this.report = await service.load(
        file,
        { ...(mapping === undefined ? {} : { mapping }), shiftHours },
        task,
      );
      this.overview = await service.overview(this.filter, task);
      void this.grid.find(this.overview.series, 'cnn-lstm');
    });
  }

  async setFilter(filter: SeriesFilter): Promise<void> {
    this.filter = filter;
    this.#clearResults();
    await this.#run('overview', async (service, task) => {
      this.overview = await service.overview(filter, task);
      void this.grid.find(this.overview.series, 'cnn-lstm');
    });
  }

  async runBacktest(models: readonly ModelName[], windows: readonly number[]): Promise<void> {
    this.#asked = { models, windows };
    this.results = [];
    this.failures = [];
    await this.#run('backtest', async (service, task) => {
      for await (const update of service.backtest(this.#request(models, windows), task)) {
        if (update.kind === 'frame') this.frame = update.frame;
        else if (update.kind === 'model') this.results = [...this.results, update.result];
        else this.failures = [...this.failures, update];
      }
    });
  }

  /** Scores again what is on the table, the other way; what was fitted before is kept. */
  async setProtocol(protocol: 'honest' | 'paper'): Promise<void> {
    this.protocol = protocol;
    if (this.#asked !== null && this.results.length > 0)
      await this.runBacktest(this.#asked.models, this.#asked.windows);
  }

  runAblation(): Promise<void> {
    this.ablation = [];
    return this.#run('ablation', async (service, task) => {
      for await (const update of service.backtest(this.#request(['lstm', 'cnn-lstm'], [60, 14]), task)) {
        if (update.kind === 'model' && update.result.curve !== null)
          this.ablation = [...this.ablation, update.result];
      }
    });
  }

  showPaper(): Promise<void> {
    return this.#run('paper', async (service, task) => {
      this.paper = await service.paperComparison(this.#request([], [this.window]), task);
    });
  }

  runRolling(models: readonly ModelName[]): Promise<void> {
    return this.#run('rolling', async (service, task) => {
      this.rolling = await service.rollingOrigin(this.#request(models, [this.window]), task);
    });
  }

  runForecast(): Promise<void> {
    return this.#run('forecast', async (service, task) => {
      this.forecast = await service.forecast(this.#wanted(), task);
    });
  }

  findAnomalies(threshold: number): Promise<void> {
    return this.#run('anomalies', async (service, task) => {
      this.anomalies = await service.anomalies(this.#wanted(), threshold, task);
    });
  }

  mapHotspots(request: Omit<HotspotRequest, 'filter'> & { from?: string; to?: string }): Promise<void> {
    const { from, to, ...rest } = request;
    const filter = {
      ...this.filter,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    };
    this.#mapped = { ...rest, filter };
    return this.#run('hotspots', async (service, task) => {
      this.hotspots = await service.hotspots({ ...rest, filter }, task);
      if (this.shapes.length > 0) this.areaCounts = await service.areaCounts(filter, task);
    });
  }

  loadAreas(file: File): Promise<void> {
    return this.#run('hotspots', async (service, task) => {
      this.shapes = await service.loadAreas(file, task);
      this.areaCounts = await service.areaCounts(this.filter, task);
    });
  }

  judgeFairness(by: 'type' | 'area'): Promise<void> {
    return this.#run('fairness', async (service, task) => {
      this.fairness = await service.fairness(this.#wanted(), by, task);
    });
  }

  /** Who the hot cells of the last drawn map serve; a map of 500 m hexagons if none was drawn. */
  shareHotspots(by: 'type' | 'area'): Promise<void> {
    const request = this.#mapped ?? { grid: 'hexagon', cellMetres: 500, hotShare: 0.05, filter: this.filter };
    return this.#run('shares', async (service, task) => {
      this.hotspotShares = await service.hotspotShares(request, by, task);
    });
  }

  attribute(date: string): Promise<void> {
    return this.#run('attribution', async (service, task) => {
      this.attribution = await service.attribution(this.#wanted(), date, task);
    });
  }

  /** Goes on from the runs already there, beside whatever else runs. */
  async searchGrid(): Promise<void> {
    const series = this.overview?.series;
    if (series !== undefined) await this.grid.search(series, 'cnn-lstm', this.#request([], [60]));
  }

  /** Stops what runs; what has come back stays. */
  stop(): void {
    this.#abort.abort();
  }

  close(): void {
    this.#clear();
    this.file = null;
  }

  #request(models: readonly ModelName[], windows: readonly number[]): BacktestRequest {
    return {
      filter: this.filter,
      models: [...models],
      windows: [...windows],
      protocol: this.protocol,
      horizon: this.horizon,
      seed: 1,
    };
  }

  #wanted(): ForecastRequest {
    return {
      filter: this.filter,
      model: this.model,
      window: this.window,
      horizon: this.horizon,
      level: 0.9,
      seed: 1,
    };
  }

  async #run(job: ForecastJob, work: (service: ForecastService, task: Task) => Promise<void>): Promise<void> {
    this.#abort.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.#service ??= this.#connect();
    this.job = job;
    this.progress = null;
    this.stage = '';
    const isCurrent = (): boolean => this.#abort === abort;
    try {
      await work(this.#service, {
        signal: abort.signal,
        onProgress: ({ stage, done, total }) => {
          if (!isCurrent()) return;
          this.stage = stage;
          this.progress = total === undefined || total === 0 ? null : Math.min(1, done / total);
        },
      });
    } catch (error) {
      if (!isAbort(error)) this.#notices.report(error);
    } finally {
      if (isCurrent()) this.job = null;
    }
  }

  #clear(): void {
    this.preview = null;
    this.report = null;
    this.overview = null;
    this.filter = {};
    this.shapes = [];
    this.grid.stop();
    this.#clearResults();
  }

  #clearResults(): void {
    this.frame = null;
    this.results = [];
    this.failures = [];
    this.paper = [];
    this.rolling = [];
    this.forecast = [];
    this.anomalies = null;
    this.hotspots = null;
    this.areaCounts = [];
    this.fairness = null;
    this.attribution = null;
    this.ablation = [];
    this.hotspotShares = null;
    this.#asked = null;
    this.#mapped = null;
  }
}
