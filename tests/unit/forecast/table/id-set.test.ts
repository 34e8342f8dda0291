import { expect, test } from 'vitest';
import { seededRandom } from '../../../../src/base/index.ts';
import { IdSet } from '../../../../src/forecast/table/id-set.ts';

function add(set: IdSet, text: string): boolean {
  const bytes = new TextEncoder().encode(`,${text},`);
  return set.add(bytes, 1, bytes.length - 1);
}

/** Close together, scattered so far that a bitmap would not pay, and texts. */
const makers: Readonly<Record<string, (k: number) => string>> = {
  dense: (k) => String(10_800_000 + k),
  scattered: (k) => String((k * 7_919_999_983) % 999_999_999_999),
  text: (k) => `HZ-${k}`,
  mixed: (k) => (k % 3 === 0 ? `a${k}` : String(k % 2 === 0 ? k : k * 1_000_003)),
};

test.each(Object.entries(makers))('%s ids: each is new once', (_name, make) => {
  const set = new IdSet();
  const random = seededRandom(9);
  const known = new Set<string>();
  for (let round = 0; round < 60_000; round++) {
    const id = make(Math.floor(random() * 40_000));
    expect(add(set, id)).toBe(!known.has(id));
    known.add(id);
  }
  expect(set.size).toBe(known.size);
});
