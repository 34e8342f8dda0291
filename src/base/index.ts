export { AppError, decodeError, encodeError, isAbort, messageOf } from './app-error.ts';
export type { EncodedError, ErrorCode, ErrorDetails } from './app-error.ts';
export { breathe, detachedTask } from './task.ts';
export type { Progress, Task } from './task.ts';
export { seededRandom, shuffled } from './seeded-random.ts';
export type { Random } from './seeded-random.ts';
export { heatColour, heatPixels } from './heat-pixels.ts';
export type { HeatMap } from './heat-pixels.ts';
export { softmaxRows } from './softmax.ts';
export { formatTimecode } from './timecode.ts';
export { vigilVersion } from './version.ts';
export { fromHalf, toHalf } from './half-precision.ts';
export {
  f32x4,
  FunctionWriter,
  i32,
  moduleBytes,
  multiplyKernel,
  packKernel,
  panelColumns,
  powerOfTwo,
  quickestMultiplyAdd,
  valueType,
} from './wasm-code/index.ts';
export type { Code, Local, MultiplyAdd } from './wasm-code/index.ts';
export {
  Arena,
  bindKernels,
  hasKernels,
  LinearLayer,
  LstmLayer,
  ReluLayer,
  Span,
  WeightPlan,
} from './wasm-network/index.ts';
export type { Affine, CellActivation, Kernels, Weight } from './wasm-network/index.ts';
