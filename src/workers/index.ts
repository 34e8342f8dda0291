export {
  connectAnalysis,
  connectCapture,
  connectExport,
  connectForecast,
  connectTraining,
  connectVideo,
} from './spawn.ts';
export { holdLock } from './hold-lock.ts';
