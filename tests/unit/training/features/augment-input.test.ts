import { expect, test } from 'vitest';
import { seededRandom } from '../../../../src/base/index.ts';
import { alterationOf, alterInput, shrinkInput, type Alteration } from '../../../../src/training/index.ts';

const size = 16;
const format = { scale: 1 / 127.5, offset: -1 };
const random = seededRandom(3);
const input = Float32Array.from({ length: size * size * 3 }, () => random() * 2 - 1);
const plain: Alteration = {
  flip: false,
  box: { x: 0, y: 0, side: 1 },
  brightness: 0,
  contrast: 1,
  saturation: 1,
};
const altered = (change: Partial<Alteration>, source = input) => {
  const out = new Float32Array(source.length);
  alterInput(source, size, format, { ...plain, ...change }, out, 0);
  return out;
};
const at = (image: Float32Array, x: number, y: number, c = 0) => image[(y * size + x) * 3 + c] as number;

test('no alteration leaves the frame as it was, to the rounding of a float', () => {
  altered({}).forEach((value, n) => expect(value).toBeCloseTo(input[n] as number, 5));
});

test('a flip mirrors every row, and twice is nothing', () => {
  const once = altered({ flip: true });
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) expect(at(once, x, y, 1)).toBeCloseTo(at(input, size - 1 - x, y, 1), 5);
  altered({ flip: true }, once).forEach((value, n) => expect(value).toBeCloseTo(input[n] as number, 5));
});

test('a crop enlarges its box: a ramp stays a ramp, at the slope of the box', () => {
  const ramp = Float32Array.from({ length: input.length }, (_, n) => (Math.floor(n / 3) % size) / size - 0.5);
  const out = altered({ box: { x: 0.25, y: 0.5, side: 0.5 } }, ramp);
  for (let x = 2; x < 14; x++) expect(at(out, x, 5)).toBeCloseTo(at(ramp, 4, 0) + (x - 0.5) / 32, 2);
});

test('colour is moved in 0..255 and kept there', () => {
  const bright = altered({ brightness: 300 });
  for (const value of bright) expect(value).toBeCloseTo(1, 5);
  const grey = altered({ saturation: 0 });
  for (let n = 0; n < grey.length; n += 3) {
    expect(grey[n]).toBeCloseTo(grey[n + 1] as number, 5);
    expect(grey[n]).toBeCloseTo(grey[n + 2] as number, 5);
  }
});

test('the same clip, variant and seed give the same alteration; another gives another', () => {
  const all = { variants: 2, flip: true, crop: true, colour: true, timeJitter: true };
  const clip = 'ab12cd34'.repeat(8);
  expect(alterationOf(clip, 1, all, 7)).toEqual(alterationOf(clip, 1, all, 7));
  expect(alterationOf(clip, 2, all, 7)).not.toEqual(alterationOf(clip, 1, all, 7));
  expect(alterationOf(clip, 1, all, 8)).not.toEqual(alterationOf(clip, 1, all, 7));
  expect(alterationOf(clip, 1, { ...all, flip: false, crop: false, colour: false }, 7)).toEqual(plain);
});

test('half of many alterations are mirrored, and boxes lie inside the picture', () => {
  const all = { variants: 1, flip: true, crop: true, colour: true, timeJitter: true };
  const many = Array.from({ length: 400 }, (_, n) =>
    alterationOf((n * 2654435761).toString(16).padStart(8, '0'), 1, all, 1),
  );
  // 400 fair coins fall outside 160..240 once in 20,000 tries.
  expect(many.filter(({ flip }) => flip).length).toBeGreaterThan(160);
  expect(many.filter(({ flip }) => flip).length).toBeLessThan(240);
  for (const { box } of many) {
    expect(Math.min(box.x, box.y)).toBeGreaterThanOrEqual(0);
    expect(Math.max(box.x, box.y) + box.side).toBeLessThanOrEqual(1 + 1e-9);
  }
});

test('shrinking is the mean of each block', () => {
  const large = Float32Array.from({ length: 32 * 32 * 3 }, () => random());
  const out = new Float32Array(16 * 16 * 3);
  shrinkInput(large, 0, 32, out, 0);
  const pick = (x: number, y: number) => large[(y * 32 + x) * 3 + 2] as number;
  const mean = (pick(6, 4) + pick(7, 4) + pick(6, 5) + pick(7, 5)) / 4;
  expect(out[(2 * 16 + 3) * 3 + 2]).toBeCloseTo(mean, 6);
});
