export { tf } from './tensorflow.ts';
export { ComputeEngine } from './compute-engine.ts';
export { lstmByStep, lstmLast, lstmSequence } from './lstm.ts';
export type { LstmWeights } from './lstm.ts';
