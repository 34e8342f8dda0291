import { bitsSet, blankHash } from './fingerprint.ts';

/** Two hashes by their places in the list, first < second, and how many bits they differ in. */
export type FoundPair = (first: number, second: number, bits: number) => void;

/** Beyond this radius the bands are so short that nearly every hash shares one with every other. */
const widestIndexed = 6;

/**
 * Calls `found` once for each pair of hashes at most `maxBits` ≥ 1 apart; blank hashes are close to nothing. Small radii
 * by multi-index hashing (Norouzi, Punjani & Fleet 2012, arXiv 1307.2982): of `maxBits + 1` bands of the 64 bits, two
 * such hashes share at least one exactly, so only those that share a band are compared. Wide radii compare all.
 * @param hashes 16 hex digits each
 */
export function forClosePairs(hashes: readonly string[], maxBits: number, found: FoundPair): void {
  const words = wordsOf(hashes);
  const present = Int32Array.from(hashes.flatMap((hash, at) => (hash === blankHash ? [] : [at])));
  const bands = maxBits > widestIndexed ? [] : bandMasks(maxBits + 1);
  if (bands.length === 0) comparePairs(words, present, maxBits, [], found);
  bands.forEach((band, n) => {
    // A pair that shares an earlier band too was found there.
    const earlier = bands.slice(0, n);
    for (const bucket of buckets(words, present, band)) comparePairs(words, bucket, maxBits, earlier, found);
  });
}

/** Which bits of the upper and the lower word belong to a band. */
type Band = readonly [number, number];

function bandMasks(count: number): Band[] {
  return Array.from({ length: count }, (_, n) => {
    const from = Math.round((n * 64) / count);
    const to = Math.round(((n + 1) * 64) / count);
    return [maskOf(from, to), maskOf(from - 32, to - 32)];
  });
}

/** Bits from..to of 32, counted from the highest; those beyond the word do not matter. */
function maskOf(from: number, to: number): number {
  let mask = 0;
  for (let bit = Math.max(0, from); bit < Math.min(32, to); bit++) mask |= 1 << (31 - bit);
  return mask;
}

/** Hashes that are equal in a band, two or more. */
function* buckets(words: Int32Array, present: Int32Array, [upper, lower]: Band): Generator<Int32Array> {
  const keyed = Float64Array.from(
    present,
    (at) => ((words[2 * at] as number) & upper) * 2 ** 32 + ((words[2 * at + 1] as number) & lower),
  );
  const order = Int32Array.from(present.keys()).sort(
    (a, b) => (keyed[a] as number) - (keyed[b] as number) || a - b,
  );
  for (let from = 0, to = 1; from < order.length; from = to++) {
    while (to < order.length && keyed[order[to] as number] === keyed[order[from] as number]) to++;
    if (to - from > 1) yield order.subarray(from, to).map((n) => present[n] as number);
  }
}

function comparePairs(
  words: Int32Array,
  members: Int32Array,
  maxBits: number,
  earlier: readonly Band[],
  found: FoundPair,
): void {
  for (let i = 0; i < members.length; i++) {
    const first = members[i] as number;
    const [upper, lower] = [words[2 * first] as number, words[2 * first + 1] as number];
    for (let j = i + 1; j < members.length; j++) {
      const second = members[j] as number;
      const high = upper ^ (words[2 * second] as number);
      const low = lower ^ (words[2 * second + 1] as number);
      if (sharesBand(high, low, earlier)) continue;
      const bits = bitsSet(high) + bitsSet(low);
      if (bits <= maxBits) found(first, second, bits);
    }
  }
}

/** Whether the differing bits leave any of the bands alone. */
function sharesBand(high: number, low: number, bands: readonly Band[]): boolean {
  for (const [upper, lower] of bands) if ((high & upper) === 0 && (low & lower) === 0) return true;
  return false;
}

/** [2 · hashes]: the upper and the lower 32 bits. */
function wordsOf(hashes: readonly string[]): Int32Array {
  return Int32Array.from({ length: hashes.length * 2 }, (_, at) => {
    const hash = hashes[at >> 1] as string;
    return Number.parseInt(at % 2 === 0 ? hash.slice(0, 8) : hash.slice(8), 16) | 0;
  });
}
