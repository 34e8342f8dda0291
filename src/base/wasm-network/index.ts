export { Arena, Span } from './arena.ts';
export type { CellActivation } from './gate-kernels.ts';
export { bindKernels, hasKernels, type Kernels } from './kernels.ts';
export type { Affine } from './layer-shape.ts';
export { LinearLayer } from './linear-layer.ts';
export { LstmLayer } from './lstm-layer.ts';
export { ReluLayer } from './relu-layer.ts';
export { WeightPlan, type Weight } from './weight-plan.ts';
