import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { findBreaches } from '../../../scripts/checks/layers.ts';

test('the house stands as drawn', () => {
  expect(findBreaches('src')).toEqual([]);
});

test.each([
  ['base/softmax.ts', "import { x } from '../contract/index.ts';", 'may not know contract/'],
  ['model/head.ts', "import { x } from '../compute/lstm.ts';", 'index.ts'],
  ['ui/Player.svelte', "<script>import * as tf from '@tensorflow/tfjs';</script>", 'may not use'],
  ['video/session.svelte.ts', '', 'state/'],
  ['video/decode.worker.ts', '', 'workers/'],
  ['kitchen/stove.ts', '', 'no room'],
  ['video/utils.ts', '', 'its term'],
])('a breach in %s is found', (file, text, fault) => {
  const root = mkdtempSync(join(tmpdir(), 'house-'));
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
  expect(findBreaches(root)).toEqual([expect.stringContaining(fault)]);
  rmSync(root, { recursive: true });
});
