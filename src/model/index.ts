export { Classifier } from './classifier.ts';
export { Preprocessor } from './preprocessing/preprocessor.ts';
export { readModel } from './read-model.ts';
export type { ModelBundle } from './read-model.ts';
export {
  grownHeadWeights,
  headShape,
  headTopology,
  headWeightSpecs,
  headWeightsOf,
  initialHeadWeights,
  pixelBackboneTopology,
  pixelLength,
  pixelSide,
  storedWeights,
} from './head/index.ts';
export type {
  HeadShape,
  HeadWeights,
  LayerJson,
  ModelTopology,
  WeightGroup,
  WeightSpec,
} from './head/index.ts';
