export { connectAnalysis, connectForecast, connectVideo } from './spawn.ts';
