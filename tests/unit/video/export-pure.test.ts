import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import pngText from '../../fixtures/export/png-text.json' with { type: 'json' };
import { vigilVersion } from '../../../src/base/index.ts';
import { BlobParts } from '../../../src/video/export/blob-parts.ts';
import {
  firstTime,
  isBeyond,
  keyIndex,
  planCopy,
  type PlannedPacket,
} from '../../../src/video/export/copy-plan.ts';
import { describeCopy } from '../../../src/video/export/describe-copy.ts';
import { clipName, stillName } from '../../../src/video/export/export-name.ts';
import { crc32, textChunk, withPngText } from '../../../src/video/export/png-text.ts';
import { toI420, usualMatrix } from '../../../src/video/export/to-i420.ts';

test('the version is that of package.json', () => {
  expect(vigilVersion).toBe(packageJson.version);
});

describe('PNG text', () => {
  test('the chunks are those of an independent writer, byte for byte', () => {
    for (const { keyword, text, chunk } of pngText.chunks) {
      expect(hex(textChunk({ keyword, text }))).toBe(chunk);
    }
  });

  test('they stand behind the header, and everything else stays as it was', () => {
    const png = new Uint8Array(readFileSync('tests/fixtures/video/still.png'));
    const texts = pngText.chunks;
    const whole = withPngText(png, texts);
    const added = texts.map(textChunk).reduce((sum, { length }) => sum + length, 0);
    expect(hex(whole.subarray(0, 33))).toBe(hex(png.subarray(0, 33)));
    expect(hex(whole.subarray(33 + added))).toBe(hex(png.subarray(33)));
  });

  test('the checksum has the standard’s check value', () => {
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  });
});

describe('a blob in parts', () => {
  test('is what was written, with the steps back applied in their order', async () => {
    const parts = new BlobParts();
    parts.write(0, Uint8Array.of(1, 2, 3, 4, 5, 6));
    parts.write(1, Uint8Array.of(20, 30));
    parts.write(3, Uint8Array.of(40));
    parts.write(0, Uint8Array.of(9));
    parts.write(5, Uint8Array.of(60, 70));
    parts.write(9, Uint8Array.of(100));
    expect(parts.size).toBe(10);
    expect(await bytesOf(parts.blob('a/b'))).toEqual([9, 20, 30, 40, 5, 60, 70, 0, 0, 100]);
    expect(parts.blob('a/b').type).toBe('a/b');
  });

  test('of more than one part is joined in order, and random writes come out as in plain memory', async () => {
    const parts = new BlobParts();
    const memory: number[] = [];
    let state = 1;
    const random = (below: number) => (state = (state * 48271) % 2147483647) % below;
    for (let round = 0; round < 300; round++) {
      const bytes = Uint8Array.from({ length: 1 + random(200) }, () => random(256));
      const position = random(4) === 0 ? random(parts.size + 1) : parts.size;
      parts.write(position, bytes);
      bytes.forEach((byte, i) => (memory[position + i] = byte));
    }
    expect(await bytesOf(parts.blob(''))).toEqual(memory);
    const large = new BlobParts();
    for (let piece = 0; piece < 5; piece++) large.write(large.size, new Uint8Array(3e6).fill(piece));
    large.write(8_999_999, Uint8Array.of(77, 78));
    const whole = await bytesOf(large.blob(''));
    expect([whole.length, whole[8_999_999], whole[9_000_000], whole[14_999_999]]).toEqual([15e6, 77, 78, 4]);
  });
});

/** I0 P3 B1 B2 | I6 B4 B5 P9 B7 B8, at one frame a second: an open group, as encoders write it. */
const open: readonly PlannedPacket[] = [
  [0, true],
  [3, false],
  [1, false],
  [2, false],
  [6, true],
  [4, false],
  [5, false],
  [9, false],
  [7, false],
  [8, false],
].map(([timestamp, isKey]) => ({ timestamp: timestamp as number, isKey: isKey as boolean }));

describe('what a copy takes', () => {
  test('begins at the key frame before and ends with what the last frame needs', () => {
    const plan = planCopy(open, { from: 1, to: 2 });
    expect(plan).toEqual({ count: 4, start: 0, end: 3, frames: 4, before: 1, after: 1, leading: 0 });
  });

  test('has no hole before a frame that comes along because others need it', () => {
    const plan = planCopy(open, { from: 1, to: 4 });
    expect(plan).toEqual({ count: 7, start: 0, end: 6, frames: 7, before: 1, after: 2, leading: 0 });
  });

  test('leaves out pictures that need others from before the key frame', () => {
    const plan = planCopy(open.slice(4), { from: 7, to: 8 });
    expect(plan).toMatchObject({ count: 6, start: 6, frames: 4, before: 1, after: 1, leading: 2 });
  });

  test('finds the first frame of a span and the key frame for it', () => {
    expect(firstTime(open, { from: 3.5, to: 9 })).toBe(4);
    expect(firstTime(open, { from: 9.5, to: 12 })).toBeNull();
    expect(keyIndex(open, 5)).toBe(0);
    expect(keyIndex(open, 6)).toBe(4);
    expect(planCopy([], { from: 0, to: 1 })).toBeNull();
  });

  test('is over only when no frame of the span can follow', () => {
    const late = Array.from({ length: 16 }, (_, i) => ({ timestamp: 20 + i, isKey: false }));
    expect(isBeyond([...open, ...late.slice(1)], 9)).toBe(false);
    expect(isBeyond([...open, ...late], 9)).toBe(true);
  });

  test('is told in sentences', () => {
    const plan = planCopy(open.slice(4), { from: 7, to: 8 });
    const said = plan && describeCopy(plan, { from: 7, to: 8 }, 'left-out');
    expect(said).toBe(
      '4 frames copied bit for bit, without decoding. Begins at the key frame at 00:00:06.000, 1 frame (1.00 s) before ' +
        'the mark. Ends 1 frame after the mark, at 00:00:09.000, because earlier pictures need them. Left out: 2 frames ' +
        'at the beginning, for which pictures from before the key frame are needed.',
    );
  });
});

describe('names of files', () => {
  test('say source, time and frame, and hold nothing that a system refuses', () => {
    expect(stillName('a:b/yard.cam1.mp4', 3723.5, 88)).toBe('a_b_yard.cam1_01-02-03.500_f88.png');
    expect(stillName('yard', 1, null)).toBe('yard_00-00-01.000.png');
    expect(clipName('yard.avi', 1, 2.25, 'copy', '.avi')).toBe('yard_00-00-01.000_to_00-00-02.250_copy.avi');
  });
});

describe('RGB to YUV 4:2:0', () => {
  /** Limited range, by BT.601-7 and BT.709-6, rounded: black, white, red, green, blue. */
  const known = [
    { rgb: [0, 0, 0], smpte170m: [16, 128, 128], bt709: [16, 128, 128] },
    { rgb: [255, 255, 255], smpte170m: [235, 128, 128], bt709: [235, 128, 128] },
    { rgb: [255, 0, 0], smpte170m: [81, 90, 240], bt709: [63, 102, 240] },
    { rgb: [0, 255, 0], smpte170m: [145, 54, 34], bt709: [173, 42, 26] },
    { rgb: [0, 0, 255], smpte170m: [41, 240, 110], bt709: [32, 240, 118] },
  ] as const;

  for (const matrix of ['smpte170m', 'bt709'] as const) {
    test(`${matrix} has the standard's values`, () => {
      for (const colour of known) {
        const rgba = Uint8ClampedArray.from({ length: 16 }, (_, i) =>
          i % 4 === 3 ? 255 : (colour.rgb[i % 4] as number),
        );
        const [y, , , , u, v] = toI420(rgba, { width: 2, height: 2 }, matrix);
        expect([y, u, v]).toEqual(colour[matrix]);
      }
    });
  }

  test('keeps each place: luma by pixel, chroma by block', () => {
    const size = { width: 4, height: 2 };
    const rgba = new Uint8ClampedArray(32).fill(255);
    rgba.fill(0, 4, 7);
    const planes = toI420(rgba, size, 'bt709');
    expect([...planes]).toEqual([235, 16, 235, 235, 235, 235, 235, 235, 128, 128, 128, 128]);
    expect(usualMatrix({ width: 1280, height: 720 })).toBe('bt709');
    expect(usualMatrix({ width: 720, height: 576 })).toBe('smpte170m');
  });
});

async function bytesOf(blob: Blob): Promise<number[]> {
  return [...new Uint8Array(await blob.arrayBuffer())];
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
