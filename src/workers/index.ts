export { connectAnalysis, connectVideo } from './spawn.ts';
