export { connectAnalysis, connectCapture, connectForecast, connectTraining, connectVideo } from './spawn.ts';
