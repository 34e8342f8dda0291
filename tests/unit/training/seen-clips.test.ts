import { expect, test } from 'vitest';
import type { DatasetClip } from '../../../src/contract/index.ts';
import type { ModelBundle } from '../../../src/model/index.ts';
import { seenAlarm, seenClips, trainedOnFile } from '../../../src/training/run/seen-clips.ts';

const clip = (sha256: string) => ({ path: sha256, sha256 }) as DatasetClip;
const bundleWith = (text?: string) =>
  ({
    manifest: { id: 'toy' },
    files: new Map(text === undefined ? [] : [['trained-on.json', new TextEncoder().encode(text).buffer]]),
  }) as unknown as ModelBundle;
const clips = [clip('a'.repeat(64)), clip('b'.repeat(64))];

test('a clip is known by the first 64 bits of its hash', () => {
  const bundle = bundleWith(JSON.stringify(['b'.repeat(16), 'c'.repeat(16)]));
  expect(seenClips(bundle, clips)).toEqual([clips[1]]);
  expect(seenClips(bundleWith(), clips)).toEqual([]);
});

test('another list is refused', () => {
  expect(() => seenClips(bundleWith('{"a":1}'), clips)).toThrow(/trained-on\.json of model toy/);
});

test('the sentence says how many', () => {
  expect(seenAlarm(0, 9, 'Vigil 1')).toBeNull();
  expect(seenAlarm(3, 9, 'Vigil 1')).toMatch(/^3 of the 9 test clips .* Vigil 1/);
  expect(seenAlarm(9, 9, 'Vigil 1')).toMatch(/^All 9 test clips/);
});

test('a model that goes on from another knows what both learnt', () => {
  const { bytes } = trainedOnFile(bundleWith(JSON.stringify(['c'.repeat(16)])), [clips[0] as DatasetClip]);
  expect(JSON.parse(new TextDecoder().decode(bytes))).toEqual(['a'.repeat(16), 'c'.repeat(16)]);
});
