import { expect, test } from 'vitest';
import { seededRandom } from '../../../../src/base/index.ts';
import { forClosePairs } from '../../../../src/training/dataset/close-pairs.ts';
import { blankHash, distance } from '../../../../src/training/pure.ts';

/** Hashes in families: each but the first of a family is another with up to 12 bits turned. */
function families(count: number, seed: number): string[] {
  const random = seededRandom(seed);
  const hashes: bigint[] = [];
  for (let n = 0; n < count; n++) {
    let hash = 0n;
    if (n % 4 === 0) for (let bit = 0; bit < 64; bit++) hash = hash * 2n + (random() < 0.5 ? 1n : 0n);
    else {
      hash = hashes[n - 1] as bigint;
      for (let turned = Math.floor(random() * 13); turned > 0; turned--)
        hash ^= 1n << BigInt(Math.floor(random() * 64));
    }
    hashes.push(hash);
  }
  return hashes.map((hash) => hash.toString(16).padStart(16, '0'));
}

function found(hashes: readonly string[], maxBits: number): string[] {
  const pairs: string[] = [];
  forClosePairs(hashes, maxBits, (first, second, bits) => pairs.push(`${first} ${second} ${bits}`));
  return pairs.sort();
}

function byComparingAll(hashes: readonly string[], maxBits: number): string[] {
  return hashes
    .flatMap((a, i) => hashes.slice(i + 1).map((b, k) => ({ i, j: i + 1 + k, bits: distance(a, b) })))
    .filter(({ bits }) => bits <= maxBits)
    .map(({ i, j, bits }) => `${i} ${j} ${bits}`)
    .sort();
}

test.each([1, 2, 3, 4, 6, 10])(
  'within %i bits every pair is found once that comparing all finds',
  (maxBits) => {
    for (const seed of [1, 2, 3]) {
      const hashes = families(200, seed);
      const expected = byComparingAll(hashes, maxBits);
      expect(expected.length).toBeGreaterThan(5);
      expect(found(hashes, maxBits)).toEqual(expected);
    }
  },
);

test.each([4, 10])('blank pictures are close to nothing within %i bits', (maxBits) => {
  expect(found([blankHash, blankHash, '0000000000000001', '0000000000000003'], maxBits)).toEqual(['2 3 1']);
});
