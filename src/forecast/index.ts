export { createForecastService } from './forecast-service.ts';
export { importTable } from './table/index.ts';
