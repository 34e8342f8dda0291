import type { DatasetClip } from '../../contract/index.ts';
import { forClosePairs } from './close-pairs.ts';

/**
 * Bits by which two frames may differ to count as the same moment of the same scene, encoded, scaled or cut anew.
 * On 613 real clips of 206 known groups no two frames of different groups are that close.
 */
export const nearDuplicateBits = 4;

/** Two clips of which a frame of one is nearly a frame of the other. */
export interface NearDuplicate {
  readonly first: DatasetClip;
  readonly second: DatasetClip;
  /** Of the nearest pair of their frames. */
  readonly bits: number;
}

/**
 * Pairs of clips from different groups that share a moment: any frame of one within {@link nearDuplicateBits} of any
 * of the other. Clips that are left out do not count. Nearest first, then in the order of the clips.
 * @param isPair which pairs matter; by default those of different groups
 */
export function nearDuplicates(
  clips: readonly DatasetClip[],
  isPair: (first: DatasetClip, second: DatasetClip) => boolean = ofDifferentGroups,
): NearDuplicate[] {
  const included = clips.filter(({ excluded }) => !excluded);
  const owners = included.flatMap(({ fingerprint }, n) => fingerprint.frames.map(() => n));
  const nearest = new Map<number, number>();
  const hashes = included.flatMap(({ fingerprint }) => fingerprint.frames);
  forClosePairs(hashes, nearDuplicateBits, ({ first, second, bits }) => {
    const [a, b] = [owners[first] as number, owners[second] as number];
    if (a === b || !isPair(included[a] as DatasetClip, included[b] as DatasetClip)) return;
    const key = a * included.length + b;
    nearest.set(key, Math.min(bits, nearest.get(key) ?? Infinity));
  });
  return [...nearest]
    .sort(([keyA, a], [keyB, b]) => a - b || keyA - keyB)
    .map(([key, bits]) => ({
      first: included[Math.floor(key / included.length)] as DatasetClip,
      second: included[key % included.length] as DatasetClip,
      bits,
    }));
}

function ofDifferentGroups(first: DatasetClip, second: DatasetClip): boolean {
  return first.group !== second.group;
}
