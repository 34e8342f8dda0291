import { createHash } from 'node:crypto';
import { unzipSync, zipSync } from 'fflate';
import { beforeAll, describe, expect, test } from 'vitest';
import { AppError, seededRandom } from '../../../src/base/index.ts';
import type { ActivityLog } from '../../../src/contract/index.ts';
import {
  appendActivity,
  canonicalJson,
  describeBundleFault,
  packBundle,
  unpackBundle,
  verifyBundle,
  type BundleManifest,
  type PackedBundle,
} from '../../../src/report/index.ts';
import { isSafePath } from '../../../src/report/bundle/bundle-path.ts';
import { crc32 } from '../../../src/report/bundle/crc32.ts';
import { sealed } from '../../../src/report/bundle/bundle-manifest.ts';
import { readZip } from '../../../src/report/bundle/read-zip.ts';
import { writeZip } from '../../../src/report/bundle/write-zip.ts';
import { sampleCase, sampleReport } from './sample-case.ts';

const still = { path: 'stills/c1-e1.png', data: Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10) };

let packed: PackedBundle;
beforeAll(async () => {
  packed = await packBundle(await sampleReport(), [still]);
});

const faultsOf = async (bytes: Uint8Array<ArrayBuffer>, noted = {}) =>
  (await verifyBundle(bytes, noted)).faults;

describe('a bundle', () => {
  test('is intact, and gives back the case, the log and every file', async () => {
    expect(await verifyBundle(packed.bytes)).toMatchObject({ isIntact: true, faults: [] });
    const { document, log, files, sha256 } = await unpackBundle(packed.bytes);
    expect(document.case).toEqual(sampleCase);
    expect(log).toEqual(packed.log);
    expect(files.get(still.path)).toEqual(still.data);
    expect(sha256).toBe(createHash('sha256').update(packed.bytes).digest('hex'));
    expect([...files.keys()].sort()).toEqual(
      [...packed.manifest.entries.map(({ path }) => path), 'manifest.json'].sort(),
    );
  });

  test('is the same to the byte when packed again', async () => {
    const again = await packBundle(await sampleReport(), [still]);
    expect(again.sha256).toBe(packed.sha256);
  });

  test('is a zip that another program reads, file for file, with the hashes of its manifest', async () => {
    const files = unzipSync(packed.bytes);
    for (const { path, sizeBytes, sha256 } of packed.manifest.entries) {
      const data = files[path] as Uint8Array;
      expect(data.length).toBe(sizeBytes);
      expect(createHash('sha256').update(data).digest('hex')).toBe(sha256);
    }
    expect(Object.keys(files)).toHaveLength(packed.manifest.entries.length + 1);
  });

  test('logs its own export, naming the hash of each file', async () => {
    const last = packed.log.entries.at(-1)?.activity;
    expect(last).toMatchObject({ kind: 'export', what: 'bundle' });
    const logged = last?.kind === 'export' ? last.files.map(({ name, sha256 }) => [name, sha256]) : [];
    const listed = packed.manifest.entries.map(({ path, sha256 }) => [path, sha256]);
    expect(logged).toEqual(listed.filter(([path]) => path !== 'log.json'));
  });

  test.each([
    '../x.png',
    '/x.png',
    'a\\b.png',
    'C:x',
    '.hidden',
    'a/../b',
    'a//b',
    'über.png',
    'log.json',
    '',
  ])('takes no file called “%s”', async (path) => {
    const wrong = packBundle(await sampleReport(), [{ path, data: still.data }]);
    await expect(wrong).rejects.toThrow(AppError);
  });

  test('takes no two files that differ only in case', async () => {
    const twice = packBundle(await sampleReport(), [still, { ...still, path: 'stills/C1-E1.png' }]);
    await expect(twice).rejects.toThrow(/c1-e1/i);
  });
});

describe('tampering is found:', () => {
  test('each of 20 random byte flips, by the name of what it hit', async () => {
    const random = seededRandom(20);
    const places = layout();
    for (let n = 0; n < 20; n++) {
      const at = Math.floor(random() * packed.bytes.length);
      const flipped = packed.bytes.slice();
      flipped[at] = (flipped[at] as number) ^ (1 << Math.floor(random() * 8));
      const verdict = await verifyBundle(flipped);
      expect(verdict.isIntact).toBe(false);
      const sentences = verdict.faults.map(describeBundleFault).join('\n');
      expect(sentences).toContain(places.find(({ to }) => at < to)?.path ?? 'directory');
      await expect(unpackBundle(flipped)).rejects.toThrow(AppError);
    }
  });

  test('a flip of every byte of the container that is not data: headers, directory, end', () => {
    const places = layout();
    const container = Array.from(packed.bytes.keys()).filter(
      (at) => !places.some(({ dataFrom, to }) => at >= dataFrom && at < to),
    );
    for (const at of container) {
      const flipped = packed.bytes.slice();
      flipped[at] = (flipped[at] as number) ^ 0x10;
      expect(readZip(flipped).damage, `byte ${at}`).not.toEqual([]);
    }
    // Two headers and two names for each of seven entries, and the end record.
    const names = places.map(({ path }) => path).join('').length;
    expect(container).toHaveLength(7 * (30 + 46) + 2 * names + 22);
  });

  test('a cut at any place', async () => {
    for (const part of [0, 0.001, 0.2, 0.5, 0.9, 0.9999]) {
      const cut = packed.bytes.slice(0, Math.floor(packed.bytes.length * part));
      const [fault, ...others] = await faultsOf(cut);
      expect(fault, String(part)).toBeDefined();
      expect([fault, ...others].map((one) => one && describeBundleFault(one)).join()).toMatch(
        /cut off|missing|no case bundle|length/,
      );
    }
  });

  test('bytes after the end', async () => {
    const longer = Uint8Array.from([...packed.bytes, 0]);
    expect(await faultsOf(longer)).toMatchObject([{ kind: 'container', damage: { part: 'directory' } }]);
  });

  test('a file altered, its checksums made to fit', async () => {
    const bytes = repack((files) => files.set('events.csv', new TextEncoder().encode('clip\r\n')));
    expect(await faultsOf(bytes)).toEqual([{ kind: 'altered', path: 'events.csv' }]);
    await expect(unpackBundle(bytes)).rejects.toThrow('events.csv was altered');
  });

  test('a file removed, and one added', async () => {
    const removed = repack((files) => files.delete(still.path));
    expect(await faultsOf(removed)).toEqual([{ kind: 'missing', path: still.path }]);
    const added = repack((files) => files.set('stills/x.png', still.data));
    expect(await faultsOf(added)).toEqual([{ kind: 'extra', path: 'stills/x.png' }]);
    for (const path of ['case.json', 'log.json', 'manifest.json']) {
      const faults = await faultsOf(repack((files) => files.delete(path)));
      expect(faults).toContainEqual({ kind: 'missing', path });
    }
  });

  test('a file with a path that leaves the folder, and one that comes twice', async () => {
    const evil = repack((files) => files.set('../../evil.png', still.data));
    expect(await faultsOf(evil)).toContainEqual({ kind: 'unsafe-path', path: '../../evil.png' });
    const twice = writeZip([...entriesOf(packed.bytes), still]);
    expect(await faultsOf(twice)).toContainEqual({ kind: 'repeated', path: still.path });
  });

  test('a file altered and the manifest sealed anew: the log still names the true hash', async () => {
    const bytes = await forge(async (files) => files.set('events.csv', new TextEncoder().encode('clip\r\n')));
    expect(await faultsOf(bytes)).toMatchObject([{ kind: 'disagrees', path: 'events.csv' }]);
  });

  test('an entry of the log altered, hashed anew and the manifest sealed anew: the chain names the entry', async () => {
    const bytes = await forge(async (files) => {
      const log = JSON.parse(text(files.get('log.json'))) as ActivityLog;
      const entries = log.entries.map((entry) =>
        entry.sequence === 6 ? { ...entry, by: 'somebody else' } : entry,
      );
      files.set('log.json', new TextEncoder().encode(canonicalJson({ ...log, entries })));
    });
    expect(await faultsOf(bytes)).toEqual([{ kind: 'log', fault: { kind: 'altered', sequence: 6 } }]);
  });

  test('the hash of a clip exchanged throughout: the ingest entry of the log still names the true one', async () => {
    const report = await sampleReport();
    const clips = report.case.clips.map((clip) =>
      clip.id === 'c1' ? { ...clip, sha256: 'ee'.repeat(32) } : clip,
    );
    const { bytes } = await packBundle({ ...report, case: { ...report.case, clips } }, [still]);
    const [fault] = await faultsOf(bytes);
    expect(fault).toMatchObject({ kind: 'disagrees', path: 'case.json' });
    expect(fault && describeBundleFault(fault)).toContain('clip c1');
  });

  test('the log of another case put in', async () => {
    const report = await sampleReport();
    const { bytes } = await packBundle({ ...report, log: { ...report.log, caseId: 'case-2' } });
    expect((await verifyBundle(bytes)).isIntact).toBe(false);
  });
});

describe('what a bundle alone cannot prove', () => {
  test('one written anew as a whole fits together; a hash or a head noted elsewhere tells', async () => {
    const report = await sampleReport();
    const events = report.case.clips[0]?.review.events.slice(1) ?? [];
    const [first, ...rest] = report.case.clips;
    const clips = first ? [{ ...first, review: { ...first.review, events } }, ...rest] : [];
    const forged = await packBundle({ ...report, case: { ...report.case, clips } }, [still]);
    expect((await verifyBundle(forged.bytes)).isIntact).toBe(true);
    expect(await faultsOf(forged.bytes, { sha256: packed.sha256 })).toEqual([{ kind: 'not-as-noted' }]);
    expect(await faultsOf(forged.bytes, { heads: [packed.log.head] })).toEqual([
      { kind: 'log', fault: { kind: 'not-as-noted', sequence: packed.log.head.sequence } },
    ]);
    expect(await faultsOf(packed.bytes, { sha256: packed.sha256, heads: [packed.log.head] })).toEqual([]);
  });
});

describe('files that are no bundle', () => {
  test.each([
    ['nothing', new Uint8Array(0)],
    ['a picture', still.data],
    ['an empty zip', Uint8Array.from([0x50, 0x4b, 5, 6, ...new Array<number>(18).fill(0)])],
    ['zeros', new Uint8Array(1000)],
  ])('%s', async (_, bytes) => {
    expect((await verifyBundle(bytes)).isIntact).toBe(false);
    await expect(unpackBundle(bytes)).rejects.toThrow(AppError);
  });

  test('packed anew by another program, compressed or not: it is said so, and nothing is inflated', async () => {
    const files = unzipSync(packed.bytes);
    for (const level of [0, 9] as const) {
      const repacked = new Uint8Array(zipSync(files, { level }));
      expect(await faultsOf(repacked)).toEqual([{ kind: 'repacked' }]);
    }
  });

  test('random bytes and random cuts of a bundle never make it throw', async () => {
    const random = seededRandom(8);
    for (let n = 0; n < 60; n++) {
      const bytes = packed.bytes.slice(0, 40 + Math.floor(random() * 3000));
      for (let flips = 0; flips < 4; flips++) {
        bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      }
      expect((await verifyBundle(bytes)).isIntact).toBe(false);
    }
  });

  test.each([
    ['deep', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['null', 'null'],
    ['no JSON', '{'],
  ])('a manifest that is %s', async (_, manifest) => {
    const bytes = repack((files) => files.set('manifest.json', new TextEncoder().encode(manifest)));
    expect(await faultsOf(bytes)).toMatchObject([{ kind: 'unreadable', path: 'manifest.json' }]);
  });
});

// Check values: the zip specification's CRC-32 of '123456789' (Rocksoft model, "check"), and of nothing.
test('CRC-32', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array(0))).toBe(0);
});

test.each([
  ['analyses/c1.json', true],
  ['a-b_c.d/e', true],
  ['a/.b', false],
  ['a/', false],
  [`${'a'.repeat(201)}`, false],
  ['a\u0000b', false],
])('the path %j is safe: %s', (path, isSafe) => expect(isSafePath(path)).toBe(isSafe));

test('a log goes on after an export', async () => {
  const log = await appendActivity(packed.log, {
    at: 1,
    by: '',
    activity: { kind: 'verify', what: 'bundle', clip: null, isIntact: true, detail: '' },
  });
  const again = await packBundle({ ...(await sampleReport()), log });
  expect((await verifyBundle(again.bytes)).isIntact).toBe(true);
});

type Files = Map<string, Uint8Array<ArrayBuffer>>;

/** The files of a zip in their order, read by another program. */
function entriesOf(bytes: Uint8Array) {
  return Object.entries(unzipSync(bytes)).map(([path, data]) => ({ path, data: new Uint8Array(data) }));
}

/** As a careful forger would: other files, a container that fits them. */
function repack(change: (files: Files) => void): Uint8Array<ArrayBuffer> {
  const files: Files = new Map(entriesOf(packed.bytes).map(({ path, data }) => [path, data]));
  change(files);
  return writeZip([...files].map(([path, data]) => ({ path, data })));
}

/** As a more careful forger would: a manifest that fits as well. */
async function forge(change: (files: Files) => Promise<unknown>): Promise<Uint8Array<ArrayBuffer>> {
  const files: Files = new Map(entriesOf(packed.bytes).map(({ path, data }) => [path, data]));
  await change(files);
  const { seal: _, ...manifest } = JSON.parse(text(files.get('manifest.json'))) as BundleManifest;
  const entries = manifest.entries.map((entry) => {
    const data = files.get(entry.path) ?? new Uint8Array();
    const sha256 = createHash('sha256').update(data).digest('hex');
    return { ...entry, sizeBytes: data.length, sha256 };
  });
  const forged = canonicalJson(await sealed({ ...manifest, entries }));
  files.set('manifest.json', new TextEncoder().encode(forged));
  return writeZip([...files].map(([path, data]) => ({ path, data })));
}

function text(bytes: Uint8Array | undefined): string {
  return new TextDecoder().decode(bytes);
}

interface Place {
  readonly path: string;
  /** The header begins here, the data there. */
  readonly from: number;
  readonly dataFrom: number;
  readonly to: number;
}

/** Where each entry lies in the bundle. */
function layout(): Place[] {
  let to = 0;
  return entriesOf(packed.bytes).map(({ path, data }) => {
    const from = to;
    to += 30 + path.length + data.length;
    return { path, from, dataFrom: to - data.length, to };
  });
}
