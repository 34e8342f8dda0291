export { importTable, previewTable } from './import-table.ts';
export type { ImportedTable } from './import-table.ts';
export type { TableInput } from './byte-source.ts';
export { ImputedBit } from './crime-table.ts';
export type { CrimeTable } from './crime-table.ts';
export { dayOfIso, isoDate } from './iso-date.ts';
export { dayNumber } from './parse-date.ts';
