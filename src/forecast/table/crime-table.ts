import type { Cadence } from '../../contract/index.ts';

/** Bits of `imputed`: which columns of a row were filled in; `given`, that the file itself says so of its count. */
export const ImputedBit = {
  type: 1,
  area: 2,
  arrest: 4,
  hour: 8,
  coordinates: 16,
  count: 32,
  given: 64,
} as const;

/**
 * A crime file in columns, about 17 bytes a row. Row i is one incident, or one day's count of a ready series. Filled-in
 * values are marked in `imputed`: they serve as features, never to place a point on a map or to judge a group.
 */
export interface CrimeTable {
  readonly rows: number;
  readonly cadence: Cadence;
  /** Days from 1970-01-01. */
  readonly day: Int32Array;
  /** 0..23; null when the file has no times. */
  readonly hour: Uint8Array | null;
  /** Index into `types`; null when the file has no types. */
  readonly type: Uint16Array | null;
  readonly types: readonly string[];
  readonly area: Uint16Array | null;
  readonly areas: readonly string[];
  /** 0 no, 1 yes. */
  readonly arrest: Uint8Array | null;
  /** Degrees, to about a metre; NaN where unknown or impossible. */
  readonly latitude: Float32Array | null;
  readonly longitude: Float32Array | null;
  /** Crimes of the row; null when each row is one. */
  readonly count: Float32Array | null;
  readonly imputed: Uint8Array;
}
