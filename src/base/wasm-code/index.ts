export { f32x4, i32, i32x4, powerOfTwo } from './instructions.ts';
export { multiplyKernel, packKernel, panelColumns } from './matrix-kernels.ts';
export type { MultiplyAdd } from './matrix-kernels.ts';
export { quickestMultiplyAdd } from './multiply-add.ts';
export { FunctionWriter, moduleBytes, valueType } from './wasm-module.ts';
export type { Code, Local } from './wasm-module.ts';
