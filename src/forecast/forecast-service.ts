import { AppError } from '../base/index.ts';
import type { AreaShape, CountSeries, ForecastService, SeriesFilter } from '../contract/index.ts';
import { findAnomalies } from './anomalies/index.ts';
import { attributeForecast } from './attribution/index.ts';
import {
  FitStore,
  forecastDays,
  gridSearch,
  oneStep,
  paperComparison,
  rollingOrigin,
  runBacktest,
  splitIndex,
} from './backtest/index.ts';
import { fairnessReport } from './fairness/index.ts';
import { countByArea, hotspotMap, hotspotShares, readAreaShapes } from './hotspots/index.ts';
import { windowOf } from './models/index.ts';
import { countSeries, overviewOf, seasonOf } from './series/index.ts';
import { importTable, previewTable, type ImportedTable } from './table/index.ts';

/** The forecast half behind one object: holds the loaded table and the fits of its worker. */
export function createForecastService(): ForecastService {
  let loaded: ImportedTable | null = null;
  let shapes: readonly AreaShape[] = [];
  const store = new FitStore();

  const table = (): ImportedTable => {
    if (loaded !== null) return loaded;
    throw new AppError('input-invalid', 'No crime file is open.', { remedy: 'Choose a CSV file first.' });
  };
  const seriesOf = (filter: SeriesFilter | undefined): CountSeries =>
    countSeries(table().table, filter ?? {}, table().lagging);
  return {
    preview: (file) => previewTable(file, file.name),
    async load(file, options, task) {
      store.empty();
      loaded = await importTable(file, file.name, options, task);
      return loaded.report;
    },
    overview: (filter) => Promise.resolve().then(() => overviewOf(table().table, seriesOf(filter), filter)),
    async *backtest(request, task) {
      yield* runBacktest(seriesOf(request.filter), request, task, store);
    },
    paperComparison: async (request, task) => paperComparison(seriesOf(request.filter), request, task),
    async rollingOrigin(request, task) {
      return rollingOrigin(seriesOf(request.filter), request, store, task);
    },
    async forecast(request, task) {
      return forecastDays(seriesOf(request.filter), request, store, task);
    },
    async anomalies(request, threshold, task) {
      const series = seriesOf(request.filter);
      const { values, days, cadence } = series;
      const trainEnd = splitIndex(series, undefined);
      const window = windowOf(request.model, request.window);
      const input = { values, days, trainEnd, season: seasonOf(cadence), window, seed: request.seed };
      const network = request.network === undefined ? {} : { network: request.network };
      const fitted = await store.fit(request.model, { ...input, ...network }, task);
      // The calibration tail, by the fit that had not seen it, gives the first year of errors.
      const predicted = Float64Array.from([
        ...fitted.calibration.predicted,
        ...(await oneStep(fitted.model, values, days, trainEnd, values.length)),
      ]);
      return findAnomalies(series, { from: fitted.tailFrom, predicted }, threshold);
    },
    hotspots: (request) => Promise.resolve().then(() => hotspotMap(table().table, request)),
    async loadAreas(file) {
      shapes = readAreaShapes(await file.text(), file.name);
      return shapes;
    },
    areaCounts: (filter) => Promise.resolve().then(() => countByArea(table().table, filter, shapes)),
    async fairness(request, by, task) {
      return fairnessReport(table().table, table().lagging, request, by, task);
    },
    async attribution(request, date, task) {
      return attributeForecast(seriesOf(request.filter), request, date, store, task);
    },
    hotspotShares: (request, by) => Promise.resolve().then(() => hotspotShares(table().table, request, by)),
    gridSearch,
  };
}
