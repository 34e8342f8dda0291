export { assembleDataset, shippedLabels } from './assemble-dataset.ts';
export type { AssembledDataset, AssemblyOptions, ListRow } from './assemble-dataset.ts';
export { examineClip } from './examine-clip.ts';
export { blankHash, distance, fingerprintOf } from './fingerprint.ts';
export { matchLabel } from './match-label.ts';
