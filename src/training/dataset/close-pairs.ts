import { bitsSet, blankHash } from './fingerprint.ts';

/** Two hashes by their places in the list, and how many bits they differ in. */
export interface ClosePair {
  readonly first: number;
  readonly second: number;
  readonly bits: number;
}

/** Beyond this radius the bands are so short that nearly every hash shares one with every other. */
const widestIndexed = 6;

/**
 * Calls `found` for each pair of hashes at most `maxBits` apart, once or more often, first < second; blank hashes are
 * close to nothing. Small radii by multi-index hashing (Norouzi, Punjani & Fleet 2012, arXiv 1307.2982): of
 * `maxBits + 1` bands of the 64 bits, two such hashes share at least one exactly, so only those that share a band
 * are compared. Wide radii compare all.
 * @param hashes 16 hex digits each
 */
export function forClosePairs(
  hashes: readonly string[],
  maxBits: number,
  found: (pair: ClosePair) => void,
): void {
  const words = wordsOf(hashes);
  const compare = (a: number, b: number) => {
    const bits =
      bitsSet((words[2 * a] as number) ^ (words[2 * b] as number)) +
      bitsSet((words[2 * a + 1] as number) ^ (words[2 * b + 1] as number));
    if (bits <= maxBits) found(a < b ? { first: a, second: b, bits } : { first: b, second: a, bits });
  };
  const present = hashes.flatMap((hash, at) => (hash === blankHash ? [] : [at]));
  if (maxBits > widestIndexed) comparePairs(present, compare);
  else for (const bucket of bandBuckets(words, present, maxBits + 1)) comparePairs(bucket, compare);
}

function comparePairs(members: readonly number[], compare: (a: number, b: number) => void): void {
  for (let i = 0; i < members.length; i++) {
    for (let j = i + 1; j < members.length; j++) compare(members[i] as number, members[j] as number);
  }
}

/** The hashes that share the same value of a band, for each band; lone ones left out. */
function* bandBuckets(words: Int32Array, present: readonly number[], bands: number): Generator<number[]> {
  for (let band = 0; band < bands; band++) {
    const from = Math.round((band * 64) / bands);
    const to = Math.round(((band + 1) * 64) / bands);
    const buckets = new Map<number, number[]>();
    for (const at of present) {
      const value = bitsBetween(words[2 * at] as number, words[2 * at + 1] as number, from, to);
      const bucket = buckets.get(value);
      if (bucket) bucket.push(at);
      else buckets.set(value, [at]);
    }
    for (const bucket of buckets.values()) if (bucket.length > 1) yield bucket;
  }
}

/** Bits from..to of the 64, counted from the highest; an exact number, since bands of a radius ≥ 1 are ≤ 32 long. */
function bitsBetween(high: number, low: number, from: number, to: number): number {
  const upper = from < 32 ? (high << from) >>> (32 - Math.min(32, to) + from) : 0;
  const start = Math.max(0, from - 32);
  const lower = to > 32 ? (low << start) >>> (64 - to + start) : 0;
  return to > 32 ? upper * 2 ** (to - Math.max(32, from)) + lower : upper;
}

/** [2 · hashes]: the upper and the lower 32 bits. */
function wordsOf(hashes: readonly string[]): Int32Array {
  return Int32Array.from({ length: hashes.length * 2 }, (_, at) => {
    const hash = hashes[at >> 1] as string;
    return Number.parseInt(at % 2 === 0 ? hash.slice(0, 8) : hash.slice(8), 16) | 0;
  });
}
