import { ALL_FORMATS, BlobSource, EncodedPacketSink, Input } from 'mediabunny';
import { expect, test } from 'vitest';
import packets from '../../fixtures/video/packets.json';
import { AppError, detachedTask, isAbort } from '../../../src/base/index.ts';
import type { FinishedExport } from '../../../src/contract/index.ts';
import { createExportService } from '../../../src/workers/export-service.ts';
import { fixture, framesOf, goldenOf, open, spawnFfmpeg } from './fixtures.ts';

/** [presentation time s, is a key frame, bytes, start of the SHA-256 of the data], by native ffprobe. */
type NativePacket = readonly [time: number | null, isKey: boolean, bytes: number, digest: string];

const nativeOf = (name: string): readonly NativePacket[] =>
  (packets as unknown as Readonly<Record<string, readonly NativePacket[]>>)[name] ?? [];

const service = createExportService(spawnFfmpeg);

async function copy(name: string, from: number, to: number): Promise<FinishedExport> {
  const source = { file: await fixture(name), decoder: 'auto', sha256: null } as const;
  return service.clip({ source, from, to, method: { kind: 'copy' } }, detachedTask());
}

interface ReadPacket {
  readonly timestamp: number;
  readonly digest: string;
}

async function readPackets(blob: Blob, part = (data: Uint8Array) => data): Promise<ReadPacket[]> {
  using input = new Input({ source: new BlobSource(blob), formats: ALL_FORMATS });
  const track = await input.getPrimaryVideoTrack();
  if (!track) throw new Error('no video in the copy');
  const read: ReadPacket[] = [];
  for await (const { timestamp, data } of new EncodedPacketSink(track).packets()) {
    read.push({ timestamp, digest: (await hexDigest(part(data))).slice(0, 16) });
  }
  return read;
}

async function hexDigest(data: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(data)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * File, span, which native packets (in decoding order) are to come out, and by how much, s, times may differ: a tick
 * of the source's clock where it is kept (MP4, MOV), else of the container's.
 */
const exact: readonly [
  name: string,
  from: number,
  to: number,
  first: number,
  count: number,
  slack: number,
][] = [
  ['h264.mp4', 1.2, 1.5, 12, 7, 1e-6],
  ['h264.mov', 1.2, 1.5, 12, 7, 1e-6],
  ['h264.mkv', 1.2, 1.5, 12, 7, 1e-3],
  ['offset.mkv', 8.7, 9, 12, 7, 1e-3],
  ['vfr.mp4', 0.1, 1.3, 0, 10, 1e-6],
  ['vp9.webm', 1.2, 1.5, 12, 7, 1e-3],
  ['hevc.mp4', 0.2, 0.5, 0, 8, 1e-6],
];

for (const [name, from, to, first, count, slack] of exact) {
  test(`${name}: the copied packets are the source's, byte for byte, at its intervals`, async () => {
    const wanted = nativeOf(name).slice(first, first + count);
    const copied = await readPackets((await copy(name, from, to)).blob);
    expect(wanted[0]?.[1]).toBe(true);
    expect(copied.map(({ digest }) => digest)).toEqual(wanted.map(([, , , digest]) => digest));
    const start = wanted[0]?.[0] as number;
    copied.forEach(({ timestamp }, at) => {
      expect(Math.abs(timestamp - ((wanted[at]?.[0] as number) - start))).toBeLessThanOrEqual(slack);
    });
  });
}

test('h264.mpegts: the copied units are the source’s, though one start code has a zero more', async () => {
  const source = (await readPackets(await fixture('h264.mpegts'), withoutStartCodes)).slice(12, 19);
  const copied = await readPackets((await copy('h264.mpegts', 2.6, 2.9)).blob, withoutStartCodes);
  expect(copied.map(({ digest }) => digest)).toEqual(source.map(({ digest }) => digest));
  const start = source[0]?.timestamp as number;
  copied.forEach(({ timestamp }, at) => {
    // A tick of 90 kHz, rounded at both ends.
    expect(Math.abs(timestamp - ((source[at]?.timestamp as number) - start))).toBeLessThan(2.3e-5);
  });
});

/** The bytes without zeros before a start code 0 0 1 (ITU-T H.264, annex B), which do not belong to any unit. */
function withoutStartCodes(data: Uint8Array): Uint8Array {
  return data.filter(
    (byte, at) => !(byte === 0 && data[at + 1] === 0 && data[at + 2] === 0 && data[at + 3] === 1),
  );
}

/** By ffmpeg.wasm: file, span, and the first native packet that is to come out, and how many. */
const byFfmpeg: readonly [name: string, from: number, to: number, first: number, count: number][] = [
  ['mpeg4.avi', 1.2, 1.5, 12, 7],
  ['mjpeg.avi', 1.2, 1.5, 15, 4],
  ['h264.flv', 1.4, 1.7, 12, 7],
  ['wmv2.wmv', 1.2, 1.5, 12, 7],
  ['mpeg4.mp4', 1.2, 1.5, 12, 7],
];

for (const [name, from, to, first, count] of byFfmpeg) {
  test(`${name}: ffmpeg copies the planned packets, and what comes out shows the source's frames`, async () => {
    const made = await copy(name, from, to);
    expect(made.detail).toContain('ffmpeg.wasm');
    const frames = await shown(new File([made.blob], made.name));
    const wanted = (await shown(await fixture(name))).slice(first, first + count);
    expect(frames.map(({ digest }) => digest)).toEqual(wanted.map(({ digest }) => digest));
    const start = wanted[0]?.timestamp as number;
    const begin = frames[0]?.timestamp as number;
    frames.forEach(({ timestamp }, at) => {
      // Whole milliseconds in FLV and ASF, rounded twice.
      expect(Math.abs(timestamp - begin - ((wanted[at]?.timestamp as number) - start))).toBeLessThan(2.1e-3);
    });
  });
}

/** What the ffmpeg decoder shows, all frames at full size. */
async function shown(file: File): Promise<ReadPacket[]> {
  await using clip = await open(file, 'ffmpeg');
  const { width, height } = clip.info;
  const frames = await framesOf(clip, { fps: 'all', size: { fit: 'exact', width, height } });
  return Promise.all(
    frames.map(async ({ timestamp, image }) => ({ timestamp, digest: await hexDigest(image.data) })),
  );
}

for (const name of ['mpeg2.mpg', 'mpeg2.mpegts']) {
  test(`${name}, without an index, is copied from its key frame too`, async () => {
    const { times } = goldenOf(name);
    const middle = Math.floor(times.length * 0.6);
    const made = await copy(name, (times[middle] as number) - 0.01, times[middle + 4] as number);
    const frames = await shown(new File([made.blob], made.name));
    const source = (await shown(await fixture(name))).map(({ digest }) => digest);
    const copied = frames.map(({ digest }) => digest).join();
    // Some pictures come twice in the source, so its place is found by all of them.
    const at = source.findIndex((_, n) => source.slice(n, n + frames.length).join() === copied);
    expect(at).toBeGreaterThanOrEqual(0);
    expect(at).toBeLessThanOrEqual(middle);
    expect(at + frames.length).toBeGreaterThan(middle + 4);
  });
}

test('frames that need pictures from before the key frame are left out, and it is said', async () => {
  const native = nativeOf('hevc.mp4').slice(8);
  const made = await copy('hevc.mp4', 1.05, 1.2);
  expect(made.detail).toContain('Left out: 4 frames at the beginning');
  const wanted = native.filter(([time]) => (time as number) >= 1).map(([, , , digest]) => digest);
  const copied = (await readPackets(made.blob)).map(({ digest }) => digest);
  expect(copied.length).toBeGreaterThan(2);
  expect(copied).toEqual(wanted.slice(0, copied.length));
});

test('the sentence says where the copy really begins, and the name too', async () => {
  const { detail, name, kind } = await copy('h264.mp4', 1.2, 1.5);
  expect(detail).toContain('Begins at the key frame at 00:00:01.000, 3 frames (0.20 s) before the mark.');
  expect(name).toBe('h264_00-00-01.000_to_00-00-01.500_copy.mp4');
  expect(kind).toBe('clip');
});

test('sound goes along, and its packets are the source’s', async () => {
  const made = await copy('sound.mp4', 1, 1.5);
  expect(made.detail).toContain('The sound was copied.');
  const [whole, part] = [await sound(await fixture('sound.mp4')), await sound(made.blob)];
  const first = whole.findIndex(({ timestamp }) => timestamp >= 1);
  expect(part.length).toBeGreaterThan(6);
  part.forEach(({ timestamp, digest }, at) => {
    expect(digest).toBe(whole[first + at]?.digest);
    expect(timestamp).toBeCloseTo((whole[first + at]?.timestamp as number) - 1, 4);
  });
});

async function sound(blob: Blob): Promise<ReadPacket[]> {
  using input = new Input({ source: new BlobSource(blob), formats: ALL_FORMATS });
  const track = await input.getPrimaryAudioTrack();
  if (!track) throw new Error('no sound');
  const read: ReadPacket[] = [];
  for await (const { timestamp, data } of new EncodedPacketSink(track).packets()) {
    read.push({ timestamp, digest: await hexDigest(data) });
  }
  return read;
}

test('size and hash are those of the blob', async () => {
  const { blob, sizeBytes, sha256 } = await copy('vp9.webm', 0, 0.4);
  expect(sizeBytes).toBe(blob.size);
  expect(sha256).toBe(await hexDigest(new Uint8Array(await blob.arrayBuffer())));
});

const refusals: readonly [name: string, from: number, to: number, says: RegExp][] = [
  ['raw.264', 0.2, 0.6, /no times of its own/],
  ['still.png', 0, 1, /is a picture/],
  ['h264.mp4', 40, 50, /no frame between/],
  ['mpeg4.avi', 40, 50, /no frame between/],
];

for (const [name, from, to, says] of refusals) {
  test(`${name} from ${from} s is refused with a sentence and a remedy`, async () => {
    const error = await copy(name, from, to).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).message).toMatch(says);
    expect((error as AppError).remedy).toBeTruthy();
  });
}

test('cancelling ends either way of copying at once', async () => {
  for (const name of ['h264.mp4', 'mpeg4.avi']) {
    const abort = new AbortController();
    const source = { file: await fixture(name), decoder: 'auto', sha256: null } as const;
    const task = { signal: abort.signal, onProgress: () => abort.abort() };
    const copying = service.clip({ source, from: 0, to: 2, method: { kind: 'copy' } }, task);
    await expect(copying).rejects.toSatisfy(isAbort);
  }
});
