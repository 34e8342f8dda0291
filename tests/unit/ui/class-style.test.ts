import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { classStyle } from '../../../src/ui/common/class-style.ts';

const six = ['Accident', 'Burglary', 'Fighting', 'Fire', 'Normal', 'Shooting'];

test('the six known classes keep their look', () => {
  expect(six.map((label) => classStyle(label).code)).toEqual(['Ac', 'Bu', 'Fg', 'Fi', 'No', 'Sh']);
  expect(classStyle('Fire').property).toBe('--class-fire');
});

test.each([
  ['Vandalism', 'Va'],
  ['fog', 'Fo'],
  ['Fire alarm', 'FA'],
  ['Fishing', 'Fs'],
  ['no_entry', 'NE'],
  ['Übergabe', 'Üb'],
  ['X', 'X·'],
  ['constructor', 'Co'],
])('%s is written %s', (label, code) => {
  expect(classStyle(label).code).toBe(code);
});

test('the first six new classes have six colours, whatever they are called', async () => {
  vi.resetModules();
  const fresh = await import('../../../src/ui/common/class-style.ts');
  // "Class 0" to "Class 5" want two colours only between them, by their letters.
  // Five of them want the same colour by their letters.
  const names = ['Loitering', 'Theft', 'Crowd', 'Smoke', 'Fall', 'Arson'];
  expect(new Set(names.map((name) => fresh.classStyle(name).property)).size).toBe(6);
  expect(names.map((name) => fresh.classStyle(name))).toEqual(names.map((name) => fresh.classStyle(name)));
});

test('a new class looks the same every time, and many classes use all spare colours', () => {
  expect(classStyle('Vandalism')).toEqual(classStyle('Vandalism'));
  const names = Array.from({ length: 60 }, (_, n) => `Class ${n}`);
  const used = new Set(names.map((name) => classStyle(name).property));
  expect([...used].sort()).toEqual([1, 2, 3, 4, 5, 6].map((n) => `--class-other-${n}`));
});

test('letters on every class colour, and the colour on every ground, can be told apart (WCAG 2.2: 4.5 and 3)', () => {
  const tokens = readFileSync('src/ui/common/tokens.css', 'utf8');
  const pair = (name: string) =>
    /light-dark\((#\w+), (#\w+)\)/.exec(tokens.slice(tokens.indexOf(`  --${name}:`)))?.slice(1) as [
      string,
      string,
    ];
  const colours = [
    ...six.map((label) => classStyle(label).property),
    ...[1, 2, 3, 4, 5, 6].map((n) => `--class-other-${n}`),
  ];
  for (const theme of [0, 1] as const) {
    for (const property of colours) {
      const colour = pair(property.slice(2))[theme];
      expect(contrast(colour, pair('class-ink')[theme]), `letters on ${property}`).toBeGreaterThan(4.5);
      expect(contrast(colour, pair('surface')[theme]), `${property} on its ground`).toBeGreaterThan(3);
    }
  }
});

function contrast(first: string, second: string): number {
  const [low, high] = [luminance(first), luminance(second)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
