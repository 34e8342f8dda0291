import type { AnalysisService, ForecastService, VideoService } from '../contract/index.ts';
import { connect } from './connect.ts';

/** Starts a video worker: opens clips, decodes, hashes. */
export function connectVideo(): VideoService & Disposable {
  const worker = new Worker(new URL('./video.worker.ts', import.meta.url), { type: 'module', name: 'video' });
  return connect<VideoService>(worker, ['frames', 'pictures']);
}

/** Starts an analysis worker: backend, model, and the whole way from a file to probabilities. */
export function connectAnalysis(): AnalysisService & Disposable {
  const worker = new Worker(new URL('./analysis.worker.ts', import.meta.url), {
    type: 'module',
    name: 'analysis',
  });
  return connect<AnalysisService>(worker, ['analyse']);
}

/** Starts a forecast worker: the crime table, the models, and the scores. */
export function connectForecast(): ForecastService & Disposable {
  const worker = new Worker(new URL('./forecast.worker.ts', import.meta.url), {
    type: 'module',
    name: 'forecast',
  });
  return connect<ForecastService>(worker, ['backtest', 'gridSearch']);
}
