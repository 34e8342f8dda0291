import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { expect, test } from 'vitest';

/** Every file that a module loads, itself included, and every package; types are not loaded. */
function loadedBy(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(file, 'utf8').replaceAll(/^(import|export) type [^;]*;/gm, '');
  for (const [, specifier = ''] of text.matchAll(/(?:from|import)\s+'([^']+)'/g)) {
    if (specifier.startsWith('.')) loadedBy(resolve(dirname(file), specifier), seen);
    else seen.add(specifier);
  }
  return seen;
}

test('the page may use the pure part of training without loading TensorFlow', () => {
  const loaded = [...loadedBy(resolve('src/training/pure.ts'))];
  expect(loaded.length).toBeGreaterThan(20);
  expect(
    loaded.filter((name) => !name.startsWith('/') || /\/src\/(compute|model|video)\//.test(name)),
  ).toEqual([]);
  expect([...loadedBy(resolve('src/training/index.ts'))]).toContainEqual(
    expect.stringContaining('@tensorflow/tfjs'),
  );
});
