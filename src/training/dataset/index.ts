export { assembleDataset, shippedLabels } from './assemble-dataset.ts';
export type { AssembledDataset, AssemblyOptions, ListRow } from './assemble-dataset.ts';
export { mergeGroups, renameClass, renameGroup, setExcluded, setGroup, setLabel } from './edit-dataset.ts';
export { examineClip } from './examine-clip.ts';
export { findFindings } from './find-findings.ts';
export { blankHash, distance, fingerprintOf } from './fingerprint.ts';
export { labelKey, matchLabel } from './match-label.ts';
export { nearDuplicates } from './near-duplicates.ts';
export type { NearDuplicate } from './near-duplicates.ts';
