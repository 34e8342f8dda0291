import { slideWindows } from '../../analysis/index.ts';
import type { SequenceWindow } from '../../contract/index.ts';

/** Rows of one rendering of a clip: half-precision numbers (IEEE 754 binary16), [rows · featureLength]. */
export interface SequenceVariant {
  readonly rows: number;
  readonly featureLength: number;
  readonly values: Uint16Array;
}

/** A labelled clip to learn from. */
export interface VariedClip<Variant> {
  /** Index into the labels. */
  readonly truth: number;
  /** Camera group, for figures. */
  readonly group: string;
  /** The clip itself first, then its altered copies; at least one row each. */
  readonly variants: readonly Variant[];
}

/** A clip as a head learns from it. */
export type ClipSequence = VariedClip<SequenceVariant>;

/** How rows become windows, in rows. */
export interface WindowRule {
  readonly window: number;
  readonly hop: number;
}

/** The windows that the application judges a clip of `rows` rows by. */
export function windowsOf({ window, hop }: WindowRule, rows: number): SequenceWindow[] {
  return slideWindows({ length: window, hop, step: 1, origin: 0 }, rows, true);
}

/** The clip as it is. @throws Error when there is none */
export function cleanVariant<Variant>({ variants }: VariedClip<Variant>): Variant {
  const [first] = variants;
  if (!first) throw new Error('A clip has no rows to fit on.');
  return first;
}
