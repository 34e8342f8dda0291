import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { detachedTask, isAbort } from '../../../src/base/index.ts';
import { completenessOf } from '../../../src/video/truncation.ts';
import { sha256 } from '../../../src/video/content-hash.ts';
import { containerOf, imageType } from '../../../src/video/file-head.ts';

test('the digest is node’s, over several slices, with progress to the end', async () => {
  const bytes = Uint8Array.from({ length: 9_000_000 }, (_, i) => (i * 31) & 255);
  const seen: number[] = [];
  const task = { ...detachedTask(), onProgress: ({ done }: { done: number }) => void seen.push(done) };
  expect(await sha256(new File([bytes], 'a.bin'), task)).toBe(
    createHash('sha256').update(bytes).digest('hex'),
  );
  expect(seen).toEqual([4 * 2 ** 20, 8 * 2 ** 20, 9_000_000]);
});

test('nothing has a digest too, and an aborted task none', async () => {
  const empty = new File([], 'empty.bin');
  expect(await sha256(empty, detachedTask())).toBe(createHash('sha256').digest('hex'));
  const aborted = sha256(new File(['x'], 'x.bin'), { signal: AbortSignal.abort() });
  await expect(aborted).rejects.toSatisfy(isAbort);
});

test('a file that cannot be read says so', async () => {
  const file = new File(['x'], 'x.bin');
  const gone = new DOMException('gone', 'NotFoundError');
  Object.defineProperty(file, 'slice', { value: () => ({ arrayBuffer: () => Promise.reject(gone) }) });
  await expect(sha256(file, detachedTask())).rejects.toMatchObject({ code: 'file-unreadable' });
});

test('whether an MP4 is whole shows in its boxes', async () => {
  const box = (type: string, size: number, length = size) => {
    const bytes = new Uint8Array(length);
    new DataView(bytes.buffer).setUint32(0, size);
    bytes.set(new TextEncoder().encode(type), 4);
    return bytes;
  };
  const check = (...parts: Uint8Array<ArrayBuffer>[]) => completenessOf(new File(parts, 'a.mp4'), 'mp4');
  expect(await check(box('ftyp', 16), box('moov', 20), box('mdat', 100))).toBe('whole');
  expect(await check(box('ftyp', 16), box('moov', 20), box('mdat', 100, 60))).toBe('truncated');
  expect(await check(box('ftyp', 16), box('mdat', 100, 60))).toBe('index-missing');
  expect(await check(box('ftyp', 16), box('moov', 20), box('mdat', 0, 60))).toBe('whole');
});

test('containers and pictures are known by their signatures', () => {
  const head = (text: string) => Uint8Array.from([...text].map((letter) => letter.charCodeAt(0)));
  expect(containerOf(head('\0\0\0\x18ftypisom'))).toBe('mp4');
  expect(containerOf(head('\0\0\0\x14ftypqt  '))).toBe('mov');
  expect(containerOf(head('RIFF\0\0\0\0AVI LIST'))).toBe('avi');
  expect(containerOf(head('a letter'))).toBeNull();
  expect(imageType(head('\x89PNG\r\n\x1a\n'))).toBe('image/png');
  expect(imageType(head('RIFF\0\0\0\0WEBPVP8 '))).toBe('image/webp');
  expect(imageType(head('\0\0\0\x18ftypisom'))).toBeNull();
});
