export { examineFile } from './examine-file.ts';
export type { FileOpener } from './examine-file.ts';
export { runTraining } from './run-training.ts';
export type { RunContext } from './run-training.ts';
