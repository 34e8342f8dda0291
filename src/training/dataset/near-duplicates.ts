import type { DatasetClip } from '../../contract/index.ts';
import { forClosePairs } from './close-pairs.ts';

/**
 * Bits by which two frames may differ to count as the same moment of the same scene, encoded, scaled or cut anew.
 * On 613 real clips of 206 known groups the nearest frames of different groups are 6 bits apart
 * (scripts/goldens/camera_groups.py).
 */
export const nearDuplicateBits = 4;

/** Two clips of which a frame of one is nearly a frame of the other. */
export interface NearDuplicate {
  readonly first: DatasetClip;
  readonly second: DatasetClip;
  /** Of the nearest pair of their frames. */
  readonly bits: number;
}

/** Whether two clips may not share a moment: by default those of different groups may not. */
export type ClipRelation = (first: DatasetClip, second: DatasetClip) => boolean;

/**
 * Clips that share a moment: any frame of one within {@link nearDuplicateBits} of any of the other. Every clip that has
 * such partners comes with its nearest one, so that there are never more pairs than clips. Clips that are left out do
 * not count. Nearest first, then in the order of the clips.
 */
export function nearDuplicates(
  clips: readonly DatasetClip[],
  isPair: ClipRelation = ofDifferentGroups,
): NearDuplicate[] {
  const partners = new Map<number, number>();
  const nearest = new Uint8Array(clips.length).fill(nearDuplicateBits + 1);
  const keepNearest = (own: number, other: number, bits: number) => {
    if (bits >= (nearest[own] as number)) return;
    nearest[own] = bits;
    partners.set(own, other);
  };
  forNearDuplicates(clips, isPair, (first, second, bits) => {
    keepNearest(first, second, bits);
    keepNearest(second, first, bits);
  });
  return [...partners]
    .filter(([own, other]) => own < other || partners.get(other) !== own)
    .sort(([a], [b]) => (nearest[a] as number) - (nearest[b] as number) || a - b)
    .map(([own, other]) => ({
      first: clips[Math.min(own, other)] as DatasetClip,
      second: clips[Math.max(own, other)] as DatasetClip,
      bits: nearest[own] as number,
    }));
}

/** Calls `found` for each such pair, by their places among the clips, once or more often (clips have several frames). */
export function forNearDuplicates(
  clips: readonly DatasetClip[],
  isPair: ClipRelation,
  found: (first: number, second: number, bits: number) => void,
): void {
  const owners: number[] = [];
  const hashes: string[] = [];
  clips.forEach(({ excluded, fingerprint }, at) => {
    if (excluded) return;
    for (const hash of fingerprint.frames) {
      owners.push(at);
      hashes.push(hash);
    }
  });
  forClosePairs(hashes, nearDuplicateBits, (one, other, bits) => {
    const first = owners[one] as number;
    const second = owners[other] as number;
    if (first !== second && isPair(clips[first] as DatasetClip, clips[second] as DatasetClip))
      found(first, second, bits);
  });
}

export const ofDifferentGroups: ClipRelation = (first, second) => first.group !== second.group;
