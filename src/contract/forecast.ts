import type { Task } from '../base/index.ts';
import type { GridKind, GridPoint, GridRun } from './forecast-grid.ts';

/* Forecast: a city's crime CSV → table → daily series → models → honest errors. Days count from 1970-01-01. */

/** What a column means. `time` and `hour` refine `date`; `year`, `month`, `day` replace it. */
export type ColumnRole =
  | 'date'
  | 'time'
  | 'hour'
  | 'year'
  | 'month'
  | 'day'
  | 'type'
  | 'area'
  | 'arrest'
  | 'latitude'
  | 'longitude'
  | 'id'
  | 'count'
  | 'imputed';

/** Role → column number, from 0. */
export type ColumnMapping = Readonly<Partial<Record<ColumnRole, number>>>;

export interface ImportOptions {
  /** Replaces the recognised columns altogether. */
  readonly mapping?: ColumnMapping;
  /** How 03/04/2019 is read; by default as the rows themselves prove, else month first. */
  readonly dateOrder?: 'month-first' | 'day-first';
  /** A row whose id was seen before: 'drop' (default) rejects it, 'keep' counts it. */
  readonly duplicates?: 'drop' | 'keep';
  /** Added to the hour of each row that has one, over midnight too: a file in UTC becomes local. Whole hours. */
  readonly shiftHours?: number;
  /** Line numbers kept for each reason; 20 by default. */
  readonly linesKept?: number;
}

export type RejectReason =
  | 'columns-missing'
  | 'columns-extra'
  | 'quote-unclosed'
  | 'quote-malformed'
  | 'date-missing'
  | 'date-unreadable'
  | 'date-impossible'
  | 'count-unreadable'
  | 'count-negative'
  | 'duplicate-id';

export interface RejectedRows {
  readonly reason: RejectReason;
  readonly rows: number;
  /** Physical lines of the first of them, from 1. */
  readonly lines: readonly number[];
  /** Start of the first such row. */
  readonly example: string;
}

export interface MissingValues {
  readonly column: 'type' | 'area' | 'arrest' | 'hour' | 'coordinates' | 'count';
  readonly rows: number;
  readonly method: 'median' | 'mode';
  /** The value put in their place. */
  readonly value: string;
}

/** Something that is true of the data and changes what its figures mean. */
export interface DataNote {
  readonly kind:
    | 'date-order-assumed'
    | 'date-order-corrected'
    | 'dates-with-offset'
    | 'dates-shifted'
    | 'utc-beside-local'
    | 'month-only'
    | 'weekly'
    | 'coordinates-impossible'
    | 'names-merged'
    | 'days-lagging'
    | 'days-placeholder'
    | 'days-missing'
    | 'duplicates-kept'
    | 'counts-imputed'
    | 'no-header'
    | 'short';
  readonly text: string;
  readonly rows?: number;
  readonly lines?: readonly number[];
}

export type Cadence = 'day' | 'week' | 'month';

export interface NamedCount {
  readonly name: string;
  readonly count: number;
}

/** The data-quality report of an import. rowsRead = rowsKept + rowsRejected. */
export interface ImportReport {
  readonly file: string;
  readonly sizeBytes: number;
  readonly compressed: boolean;
  readonly layout: string;
  readonly kind: 'incidents' | 'series-long' | 'series-wide';
  readonly delimiter: ',' | ';' | '\t' | '|';
  readonly decimalComma: boolean;
  readonly dateOrder: 'month-first' | 'day-first' | 'year-first';
  readonly headers: readonly string[];
  readonly mapping: ColumnMapping;
  readonly rowsRead: number;
  readonly rowsKept: number;
  readonly rowsRejected: number;
  readonly blankLines: number;
  readonly rejected: readonly RejectedRows[];
  readonly missing: readonly MissingValues[];
  readonly notes: readonly DataNote[];
  readonly cadence: Cadence;
  /** ISO dates. */
  readonly from: string;
  readonly to: string;
  readonly crimes: number;
  /** Most frequent first. */
  readonly types: readonly NamedCount[];
  readonly areas: readonly NamedCount[];
  readonly hasCoordinates: boolean;
  readonly hasHours: boolean;
  readonly hasArrests: boolean;
  readonly seconds: number;
}

export interface TablePreview {
  readonly headers: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly mapping: ColumnMapping;
  readonly layout: string;
  readonly delimiter: string;
}

/** Which rows make the series. Absent means all. */
export interface SeriesFilter {
  readonly types?: readonly string[];
  readonly areas?: readonly string[];
  readonly arrest?: boolean;
  /** ISO dates, both included. */
  readonly from?: string;
  readonly to?: string;
}

/** Crimes per step; `values[i]` belongs to the i-th step from `start`. Days without rows are 0. */
export interface CountSeries {
  readonly cadence: Cadence;
  /** Days from 1970-01-01 of each step's first day. */
  readonly days: Int32Array;
  readonly values: Float64Array;
  /** 1 where the value was imputed. */
  readonly imputed: Uint8Array;
}

export interface BoxStats {
  readonly label: string;
  readonly n: number;
  readonly min: number;
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
  readonly max: number;
}

export interface Overview {
  readonly series: CountSeries;
  /** Crimes by weekday (Monday first) × hour, [7 · 24]; null without hours. */
  readonly weekdayHour: Float64Array | null;
  /** Daily counts by calendar month over all years, January first. */
  readonly months: readonly BoxStats[];
  readonly years: readonly {
    readonly year: number;
    readonly count: number;
    readonly days: number;
    readonly perDay: number;
    readonly change: number | null;
  }[];
}

export type ModelName =
  | 'naive'
  | 'seasonal-naive'
  | 'mean-7'
  | 'arima'
  | 'random-forest'
  | 'random-forest-plain'
  | 'random-forest-relative'
  | 'boosting'
  | 'ensemble'
  | 'lstm'
  | 'lstm-time'
  | 'cnn-lstm';

/** Network settings; each may be overridden. */
export interface NetworkSettings {
  readonly units: number;
  readonly dropout: number;
  readonly batch: number;
  readonly epochs: number;
  readonly patience: number;
  readonly learningRate: number;
  readonly scaling: NetworkScaling;
  readonly stopping: NetworkStopping;
}

/**
 * What a network's numbers are measured by: `span` the least and most of the training span, as the paper does; `week`
 * the mean of the last seven steps, in deviations of the training span's days from theirs, so that a level that was
 * never seen looks like any other.
 */
export type NetworkScaling = 'span' | 'week';

/**
 * When a training ends and what it keeps: `early` when the last tenth of the training span has not improved for
 * `patience` epochs, and the weights of the best one, as the paper does; `fixed` after all `epochs`, and a running mean
 * of the weights.
 */
export type NetworkStopping = 'early' | 'fixed';

export interface BacktestRequest {
  readonly filter?: SeriesFilter;
  readonly models: readonly ModelName[];
  readonly windows: readonly number[];
  readonly protocol: 'honest' | 'paper';
  /** ISO date of the first test day; by default the first 80 % of days train. */
  readonly split?: string;
  readonly horizon: number;
  readonly seed: number;
  readonly level?: number;
  readonly network?: Partial<NetworkSettings>;
}

/** Root mean square and mean absolute error, R², and MASE against yesterday's value on the training span. */
export interface Errors {
  readonly rmse: number;
  readonly mae: number;
  readonly r2: number;
}

export interface LearningCurve {
  readonly training: readonly number[];
  readonly validation: readonly number[];
  readonly bestEpoch: number;
}

export interface ModelResult {
  readonly model: ModelName;
  /** For the table, as 'cnn-lstm (60)'. */
  readonly name: string;
  readonly window: number | null;
  /** In units of the training range (min-max), as the paper prints them. */
  readonly scaled: Errors;
  /** In crimes a day. */
  readonly crimes: Errors;
  readonly mase: number;
  /** Share of test days inside the interval. */
  readonly coverage: number;
  readonly level: number;
  readonly seconds: number;
  /** Over the test span, in crimes. */
  readonly predicted: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** What was chosen on the training span, in words. */
  readonly detail: string;
  readonly curve: LearningCurve | null;
}

export interface BacktestFrame {
  readonly trainFrom: string;
  readonly trainTo: string;
  readonly testFrom: string;
  readonly testTo: string;
  /** Steps of the whole series. */
  readonly totalDays: number;
  readonly trainDays: number;
  readonly testDays: number;
  /** Days of the test span, and what happened on them. */
  readonly days: Int32Array;
  readonly actual: Float64Array;
  readonly scaleMin: number;
  readonly scaleMax: number;
  /** Highest R² that any forecast can reach if counts are at least Poisson noise around their rate. */
  readonly r2Ceiling: number;
  readonly protocol: 'honest' | 'paper';
}

export type BacktestUpdate =
  | { readonly kind: 'frame'; readonly frame: BacktestFrame }
  | { readonly kind: 'model'; readonly result: ModelResult }
  | {
      readonly kind: 'failed';
      readonly model: ModelName;
      readonly window: number | null;
      readonly reason: string;
    };

/** One way of scoring that flatters, reproduced on this series. */
export interface PaperRow {
  readonly setting: 'honest' | 'smoothed-target' | 'shuffled-split' | 'all-years' | 'smoothed-and-shuffled';
  readonly model: 'naive' | 'random-forest';
  readonly r2: number;
  readonly rmse: number;
  readonly why: string;
}

export interface RollingOriginRow {
  readonly model: ModelName;
  readonly horizon: number;
  readonly origins: number;
  readonly mae: number;
  readonly mase: number;
}

export interface ForecastDay {
  readonly date: string;
  readonly mean: number;
  readonly lower: number;
  readonly upper: number;
}

export interface ForecastRequest {
  readonly filter?: SeriesFilter;
  readonly model: ModelName;
  readonly window: number;
  readonly horizon: number;
  readonly level: number;
  readonly seed: number;
  readonly network?: Partial<NetworkSettings>;
}

export interface Anomaly {
  readonly date: string;
  readonly count: number;
  readonly expected: number;
  readonly z: number;
  readonly rule: 'forecast' | 'weekday-norm';
  readonly note: string | null;
}

export interface AnomalyReport {
  readonly threshold: number;
  readonly days: number;
  /** Flags that normal noise alone would raise over those days. */
  readonly expectedFalse: number;
  readonly flags: readonly Anomaly[];
  readonly artefacts: number;
}

export interface HotspotRequest {
  readonly filter?: SeriesFilter;
  readonly grid: 'square' | 'hexagon';
  /** Width of a cell, m. */
  readonly cellMetres: number;
  readonly hours?: readonly [from: number, to: number];
  /** Share of the area that is called hot, for the PAI. */
  readonly hotShare: number;
}

export interface HotspotCell {
  readonly longitude: number;
  readonly latitude: number;
  readonly count: number;
}

export interface HotspotMap {
  readonly grid: 'square' | 'hexagon';
  readonly cellMetres: number;
  /** Densest first. */
  readonly cells: readonly HotspotCell[];
  readonly points: number;
  readonly withoutPlace: number;
  readonly bounds: readonly [west: number, south: number, east: number, north: number];
  /** Predictive accuracy index: hot cells from the first 80 % of days, scored on the rest. */
  readonly pai: { readonly value: number; readonly areaShare: number; readonly crimeShare: number } | null;
}

export interface AreaShape {
  readonly name: string;
  /** Rings of [longitude, latitude, …] pairs. */
  readonly rings: readonly Float64Array[];
  readonly squareKm: number;
}

export interface AreaCount {
  readonly name: string;
  readonly count: number;
  readonly perSquareKm: number;
}

export interface FairnessGroup {
  readonly group: string;
  readonly crimes: number;
  readonly perDay: number;
  readonly mase: number;
  readonly mae: number;
  /** Mean of forecast minus actual, crimes a day. */
  readonly bias: number;
  readonly coverage: number;
}

export interface FairnessReport {
  readonly by: 'type' | 'area';
  readonly groups: readonly FairnessGroup[];
  /** Groups with fewer crimes than `leastCrimes`, not shown one by one. */
  readonly suppressed: number;
  readonly leastCrimes: number;
  readonly statement: string;
}

export interface AttributionReport {
  readonly date: string;
  readonly prediction: number;
  readonly baseline: number;
  readonly parts: readonly { readonly label: string; readonly value: number }[];
  /** prediction − baseline − Σ values: 0 to rounding. */
  readonly sumError: number;
  readonly method: 'exact' | 'sampled';
}

/** Hot cells and crimes of one group; small groups are not among them. */
export interface HotspotShare {
  readonly group: string;
  /** Crimes of the last fifth of days. */
  readonly crimes: number;
  /** By type: the hot cells' share of the map. By area: this area's share of the hot cells. */
  readonly areaShare: number;
  /** By type: share of its crimes that fell in hot cells. By area: its share of all crimes. */
  readonly crimeShare: number;
  /** By type, the accuracy index crimeShare / areaShare; by area, areaShare / crimeShare: above 1, more watched than its reports say. */
  readonly ratio: number;
}

export interface HotspotShares {
  readonly by: 'type' | 'area';
  readonly groups: readonly HotspotShare[];
  readonly suppressed: number;
  readonly leastCrimes: number;
}

/** What the forecast worker offers. `load` comes first; the table stays in the worker. */
export interface ForecastService {
  preview(file: File, task: Task): Promise<TablePreview>;
  load(file: File, options: ImportOptions, task: Task): Promise<ImportReport>;
  overview(filter: SeriesFilter, task: Task): Promise<Overview>;
  backtest(request: BacktestRequest, task: Task): AsyncGenerator<BacktestUpdate, void>;
  paperComparison(request: BacktestRequest, task: Task): Promise<readonly PaperRow[]>;
  rollingOrigin(request: BacktestRequest, task: Task): Promise<readonly RollingOriginRow[]>;
  forecast(request: ForecastRequest, task: Task): Promise<readonly ForecastDay[]>;
  anomalies(request: ForecastRequest, threshold: number, task: Task): Promise<AnomalyReport>;
  hotspots(request: HotspotRequest, task: Task): Promise<HotspotMap>;
  loadAreas(file: File, task: Task): Promise<readonly AreaShape[]>;
  areaCounts(filter: SeriesFilter, task: Task): Promise<readonly AreaCount[]>;
  fairness(request: ForecastRequest, by: 'type' | 'area', task: Task): Promise<FairnessReport>;
  attribution(request: ForecastRequest, date: string, task: Task): Promise<AttributionReport>;
  hotspotShares(request: HotspotRequest, by: 'type' | 'area', task: Task): Promise<HotspotShares>;
  /** Needs no loaded table, so that several workers can share the points of one search. */
  gridSearch(
    series: CountSeries,
    request: BacktestRequest,
    kind: GridKind,
    points: readonly GridPoint[],
    task: Task,
  ): AsyncGenerator<GridRun, void>;
}
