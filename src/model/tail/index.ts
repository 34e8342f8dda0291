export { tailFeatures } from './backbone-tail.ts';
export type { BackboneTail, TailLayer } from './backbone-tail.ts';
export { SplitBackbone } from './split-backbone.ts';
