import type {
  AnalysisService,
  CaptureService,
  ExportService,
  ForecastService,
  LiveAnalysisService,
  TrainingService,
} from '../contract/index.ts';
import { connect } from './connect.ts';

export { connectVideo } from './spawn-video.ts';

/** Starts an analysis worker: backend, model, and the whole way from a file to probabilities. */
export function connectAnalysis(): AnalysisService & LiveAnalysisService & Disposable {
  const worker = new Worker(new URL('./analysis.worker.ts', import.meta.url), {
    type: 'module',
    name: 'analysis',
  });
  return connect<AnalysisService & LiveAnalysisService>(worker, ['analyse', 'analyseLive']);
}

/** Starts a forecast worker: the crime table, the models, and the scores. */
export function connectForecast(): ForecastService & Disposable {
  const worker = new Worker(new URL('./forecast.worker.ts', import.meta.url), {
    type: 'module',
    name: 'forecast',
  });
  return connect<ForecastService>(worker, ['backtest', 'gridSearch']);
}

/** Starts a training worker: looks into files, extracts features, fits, judges. */
export function connectTraining(): TrainingService & Disposable {
  const worker = new Worker(new URL('./training.worker.ts', import.meta.url), {
    type: 'module',
    name: 'training',
  });
  return connect<TrainingService>(worker, ['examine', 'train']);
}

/** Starts a capture worker: samples a live source for the network and records it. */
export function connectCapture(): CaptureService & Disposable {
  const worker = new Worker(new URL('./capture.worker.ts', import.meta.url), {
    type: 'module',
    name: 'capture',
  });
  return connect<CaptureService>(worker, ['capture']);
}

/** Starts an export worker: stills and clips out of a recording. */
export function connectExport(): ExportService & Disposable {
  const worker = new Worker(new URL('./export.worker.ts', import.meta.url), {
    type: 'module',
    name: 'export',
  });
  return connect<ExportService>(worker, []);
}
