import { inflateSync, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { AppError, detachedTask } from '../../../src/base/index.ts';
import { packModel, readModel, unpackModel, writeModel } from '../../../src/model/index.ts';
import { expectRefusal } from './expect-refusal.ts';
import { smallParts } from './small-model.ts';

const { signal } = detachedTask();
const asFile = (bytes: Uint8Array, name = 'own.vigil-model') => new File([new Uint8Array(bytes)], name);
const packed = async () => packModel(await writeModel(smallParts()));

describe('a packed model', () => {
  test('comes out as it went in', async () => {
    const model = await writeModel(smallParts());
    const unpacked = await unpackModel(asFile(packModel(model)), signal);
    expect(unpacked).toEqual(model);
  });

  test('has the same bytes whatever the order of its files', async () => {
    const model = await writeModel(smallParts());
    const turned = { files: model.files.toReversed() };
    expect(packModel(turned)).toEqual(packModel(model));
  });

  test('is what the model source of the commands takes, under any name', async () => {
    const file = asFile(await packed(), 'renamed.zip');
    const { manifest } = await readModel({ kind: 'files', files: [file] }, signal);
    expect(manifest.id).toBe('small');
  });

  test('is a zip that another program lists', async () => {
    const { execFileSync } = await import('node:child_process');
    const { mkdtempSync, writeFileSync } = await import('node:fs');
    const { tmpdir } = await import('node:os');
    const { join } = await import('node:path');
    const path = join(mkdtempSync(join(tmpdir(), 'vigil-')), 'own.vigil-model');
    writeFileSync(path, await packed());
    const script = 'import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); print(z.testzip(), *z.namelist())';
    expect(execFileSync('python3', ['-c', script, path], { encoding: 'utf8' }).trim()).toBe(
      'None backbone/model.json backbone/weights.bin head/model.json head/weights.bin manifest.json',
    );
  });
});

describe('a file that is not a sound zip is refused:', () => {
  test.each([
    ['text', new TextEncoder().encode('not a model')],
    ['nothing', new Uint8Array(0)],
    ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a)],
  ])('%s', async (_, bytes) => {
    await expectRefusal(asFile(bytes), 'model-incompatible', /is not a Vigil model file/);
  });

  test.each([0.1, 0.5, 0.9, 0.999])('one cut off at %d of its length', async (part) => {
    const bytes = await packed();
    await expectRefusal(asFile(bytes.slice(0, bytes.length * part)), 'model-corrupt', /its end is missing/);
  });

  test('one with bytes missing in the middle', async () => {
    const bytes = await packed();
    const gap = Uint8Array.from([...bytes.slice(0, 300), ...bytes.slice(340)]);
    await expectRefusal(asFile(gap), 'model-corrupt', /is damaged/);
  });

  test('one of which a stored byte changed', async () => {
    const bytes = await packed();
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1;
    await expectRefusal(asFile(bytes), 'model-corrupt', /the checksum of head\/weights.bin is wrong/);
  });

  test('any single changed byte is told as an error of the file, never as a defect', async () => {
    const bytes = await packed();
    const directory = bytes.length - 450;
    for (let at = 0; at < bytes.length; at += at < 100 || at > directory ? 1 : 997) {
      const changed = bytes.slice();
      changed[at] = (changed[at] as number) ^ 0xff;
      const error = await unpackModel(asFile(changed), signal).catch((thrown: unknown) => thrown);
      // Times, attributes and the version of a zip are nothing that a model depends on.
      if (error instanceof Error) expect(error).toBeInstanceOf(AppError);
    }
  });

  test('any cut is told as an error of the file', async () => {
    const bytes = await packed();
    for (let length = 0; length < bytes.length; length += 997)
      await expect(unpackModel(asFile(bytes.slice(0, length)), signal)).rejects.toBeInstanceOf(AppError);
  });
});

/** Where the directory's entry of `path` begins, and the file's own header. */
function headersOf(bytes: Uint8Array, path: string): { central: number; local: number } {
  const text = new TextDecoder('latin1').decode(bytes);
  const central = text.lastIndexOf(path) - 46;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return { central, local: view.getUint32(central + 42, true) };
}

describe('a zip made to do harm is refused:', () => {
  /** A zip of zeros that shrinks a thousandfold, its entries declaring `declared` bytes. */
  function bomb(paths: readonly string[], actual: number, declared: number): File {
    const bytes = zipSync(Object.fromEntries(paths.map((path) => [path, new Uint8Array(actual)])));
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    for (const path of paths) view.setUint32(headersOf(bytes, path).central + 24, declared, true);
    return asFile(bytes, 'bomb.vigil-model');
  }

  test('a bomb that declares its size', async () => {
    const file = bomb(['manifest.json'], 1e6, 4e9);
    await expectRefusal(file, 'model-incompatible', /would take 4000 MB, more than the 96 MB/);
  });

  test('a bomb in many small parts', async () => {
    const paths = Array.from({ length: 50 }, (_, n) => `part-${n + 10}.bin`);
    await expectRefusal(bomb(paths, 1e4, 2e6), 'model-incompatible', /would take 100 MB/);
  });

  test('a bomb that lies about its size: inflating stops there', async () => {
    const file = bomb(['manifest.json'], 30e6, 1000);
    expect(file.size).toBeLessThan(50_000);
    const startedAt = performance.now();
    await expectRefusal(file, 'model-corrupt', /manifest.json grows beyond the size it states/);
    const refusedMs = performance.now() - startedAt;
    const allAt = performance.now();
    inflateSync(new Uint8Array(await file.arrayBuffer()).subarray(30 + 'manifest.json'.length));
    // One step of the file is 4 of its 30 MB; half of the whole leaves room for a busy machine.
    expect(refusedMs).toBeLessThan((performance.now() - allAt) / 2);
  });

  test('an entry that ends before the size it states', async () => {
    const bytes = zipSync({ 'manifest.json': new Uint8Array(1000) }, { level: 6 });
    new DataView(bytes.buffer).setUint32(headersOf(bytes, 'manifest.json').central + 24, 2000, true);
    await expectRefusal(asFile(bytes), 'model-corrupt', /manifest.json ends too early/);
  });

  test('deflated data that is none', async () => {
    const bytes = zipSync({ 'manifest.json': new Uint8Array(1000) }, { level: 6 });
    const { local } = headersOf(bytes, 'manifest.json');
    bytes.fill(0xff, local + 30 + 'manifest.json'.length, local + 30 + 'manifest.json'.length + 6);
    await expectRefusal(asFile(bytes), 'model-corrupt', /manifest.json cannot be unpacked/);
  });

  test('65 files', async () => {
    const many = Object.fromEntries(Array.from({ length: 65 }, (_, n) => [`${n}.bin`, new Uint8Array(1)]));
    await expectRefusal(asFile(zipSync(many)), 'model-incompatible', /holds 65 files, more than the 64/);
  });

  test.each([
    '../manifest.json',
    '/etc/passwd',
    'head/../../x.bin',
    'C:/x.bin',
    'head\\weights.bin',
    'a\u0000b',
    './x',
  ])('the path %j', async (path) => {
    const file = asFile(zipSync({ [path]: new Uint8Array(1) }));
    await expectRefusal(file, 'model-incompatible', /holds the path .*, which leads out of it/);
  });

  test('two files of one path', async () => {
    const bytes = zipSync({ 'head/weights.bin': new Uint8Array(3), 'head/weights.biN': new Uint8Array(4) });
    const { central } = headersOf(bytes, 'head/weights.biN');
    bytes[central + 46 + 'head/weights.bi'.length] = 'n'.charCodeAt(0);
    await expectRefusal(asFile(bytes), 'model-incompatible', /holds the file head\/weights.bin twice/);
  });

  test('an encrypted one', async () => {
    const bytes = await packed();
    const { central } = headersOf(bytes, 'manifest.json');
    bytes[central + 8] = 1;
    await expectRefusal(asFile(bytes), 'model-incompatible', /in a way that Vigil does not read/);
  });

  test('a file that is far too large, unread', async () => {
    const file = asFile(new Uint8Array(0));
    Object.defineProperty(file, 'size', { value: 3e9 });
    Object.defineProperty(file, 'arrayBuffer', {
      value: () => Promise.reject(new Error('It must not be read.')),
    });
    await expectRefusal(file, 'model-incompatible', /has 3000 MB, more than the 96 MB/);
  });
});
