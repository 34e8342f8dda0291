export { explainWindow, usualMethod } from './explain-window.ts';
export type { WindowEvidence, WindowQuestion } from './explain-window.ts';
export type { ExplainableNetwork, WindowInput } from './explainable-network.ts';
export type { MapShape } from './map-cut.ts';
