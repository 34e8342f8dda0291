export { connectAnalysis, connectForecast, connectTraining, connectVideo } from './spawn.ts';
