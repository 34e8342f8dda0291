export { Arena, Span } from './arena.ts';
export type { CellActivation } from './gate-kernels.ts';
export { bindKernels, type Kernels } from './kernels.ts';
export type { Affine } from './layer-shape.ts';
export { LstmLayer } from './lstm-layer.ts';
export { ReluLayer } from './relu-layer.ts';
