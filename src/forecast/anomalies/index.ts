export { findAnomalies } from './find-anomalies.ts';
export type { ForecastTrack } from './find-anomalies.ts';
