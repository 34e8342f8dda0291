import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { findWriteAccess } from '../../../scripts/checks/write-access.ts';

test('no code could write to footage', () => {
  expect(findWriteAccess('src')).toEqual([]);
});

test.each([
  ['state/a.ts', "await handle.requestPermission({ mode: 'readwrite' });", 'asks for write access'],
  ['ui/B.svelte', '<script>const out = await handle.createWritable();</script>', 'createWritable'],
  ['video/c.ts', 'const access = await file.createSyncAccessHandle();', 'createSyncAccessHandle'],
  ['state/d.ts', "await folder.removeEntry('clip.mp4');", 'removeEntry'],
])('in %s it is found', (file, text, fault) => {
  const root = mkdtempSync(join(tmpdir(), 'writing-'));
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
  expect(findWriteAccess(root)).toEqual([expect.stringContaining(fault)]);
  rmSync(root, { recursive: true });
});
