export { attributeForecast } from './attribute-forecast.ts';
