export { Classifier } from './classifier.ts';
export { explainWindow, usualMethod } from './explain/index.ts';
export type { ExplainableNetwork, WindowEvidence, WindowInput, WindowQuestion } from './explain/index.ts';
export { Preprocessor } from './preprocessing/preprocessor.ts';
export { LivePreprocessor } from './preprocessing/live-preprocessor.ts';
export { readModel } from './read-model.ts';
export { toModelBundle, toModelFiles } from './model-bundle.ts';
export type { ModelBundle } from './model-bundle.ts';
export { backboneOf, writeModel } from './write-model.ts';
export type { ManifestFields, ModelParts, NetworkParts } from './write-model.ts';
export { packModel } from './archive/pack-model.ts';
export { unpackModel } from './archive/unpack-model.ts';
export {
  grownHeadWeights,
  headLogits,
  headShape,
  headTopology,
  headWeightSpecs,
  headWeightsOf,
  initialHeadWeights,
  pixelBackboneTopology,
  pixelLength,
  pixelSide,
  storedWeights,
  uploadWeights,
} from './head/index.ts';
export type {
  HeadInput,
  HeadMasks,
  HeadShape,
  HeadWeights,
  LayerJson,
  ModelTopology,
  WeightGroup,
  WeightSpec,
  WeightTensors,
} from './head/index.ts';
export { SplitBackbone, tailFeatures } from './tail/index.ts';
export type { BackboneTail, TailLayer } from './tail/index.ts';
