export { Classifier } from './classifier.ts';
export { Preprocessor } from './preprocessing/preprocessor.ts';
export { readModel } from './read-model.ts';
export type { ModelBundle } from './read-model.ts';
