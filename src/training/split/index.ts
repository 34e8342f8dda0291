export { groupFolds } from './group-folds.ts';
export { splitDataset } from './split-dataset.ts';
export type { SplitOptions } from './split-dataset.ts';
