import { expect, test } from 'vitest';
import { softmaxRows } from '../../../src/base/index.ts';

test('softmax rows sum to one and survive large logits', () => {
  const p = softmaxRows(Float32Array.of(1000, 1001, 999, -5, -5, -5), 3);
  expect((p[0] as number) + (p[1] as number) + (p[2] as number)).toBeCloseTo(1, 6);
  expect(p[1]).toBeCloseTo(0.6652, 4);
  expect(p[3]).toBeCloseTo(1 / 3, 6);
});

test('a higher temperature moves the row towards uniform', () => {
  const logits = Float32Array.of(2, 0);
  expect(softmaxRows(logits, 2, 4)[0]).toBeLessThan(softmaxRows(logits, 2, 1)[0] as number);
});
