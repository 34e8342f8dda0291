import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { seededRandom } from '../../src/base/index.ts';
import { fixture } from './app.ts';

type Rgb = readonly [number, number, number];
type Shade = (x: number, y: number) => Rgb;

const width = 96;
const height = 72;

/**
 * Class folders that a small network can tell apart: red discs and blue bars before the wall of one of four cameras
 * each, a folder a camera; and two real videos.
 */
export function makeClassFolders(root: string): void {
  for (const [label, draw] of [
    ['Disc', disc],
    ['Bar', bar],
  ] as const) {
    for (let camera = 1; camera <= 4; camera++) {
      const folder = join(root, label, `cam${camera}`);
      mkdirSync(folder, { recursive: true });
      for (let n = 1; n <= 3; n++) {
        const random = seededRandom(camera * 100 + n + (label === 'Disc' ? 0 : 5000));
        writeFileSync(join(folder, `shot ${n}.png`), png(draw(wall(camera, random), random)));
      }
    }
  }
  copyFileSync(fixture('h264.mp4'), join(root, 'Disc', 'cam1', 'walk.mp4'));
  copyFileSync(fixture('vp9.webm'), join(root, 'Bar', 'cam2', 'walk.webm'));
}

/** A picture without a class, for folders that are wrong in some way. */
export function makePicture(path: string, seed: number): void {
  const random = seededRandom(seed);
  writeFileSync(path, png(disc(wall(seed, random), random)));
}

/** What stands still before a camera, one kind of pattern each, with a little noise. */
function wall(camera: number, random: () => number): Shade {
  const patterns: readonly ((x: number, y: number) => number)[] = [
    (x) => (x < 48 ? 60 : 150),
    (_x, y) => (y < 30 ? 170 : 70),
    (x, y) => ((Math.floor(x / 24) + Math.floor(y / 24)) % 2 === 0 ? 80 : 160),
    (x, y) => 50 + Math.hypot(x - 90, y - 5),
  ];
  const pattern = patterns[camera % patterns.length] as (x: number, y: number) => number;
  return (x, y) => {
    const tone = pattern(x, y) + random() * 16;
    return [tone, tone * 0.95, tone * 0.9];
  };
}

function disc(behind: Shade, random: () => number): Shade {
  const [cx, cy, radius] = [20 + random() * 56, 20 + random() * 32, 10 + random() * 8];
  return (x, y) => (Math.hypot(x - cx, y - cy) < radius ? [215, 40, 30] : behind(x, y));
}

function bar(behind: Shade, random: () => number): Shade {
  const [left, broad] = [10 + random() * 60, 8 + random() * 8];
  return (x, y) => (x > left && x < left + broad ? [30, 60, 215] : behind(x, y));
}

/** An 8-bit RGB picture without filter (PNG, ISO/IEC 15948). */
function png(shade: Shade): Buffer {
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows.set(shade(x, y).map(Math.round), y * (1 + width * 3) + 1 + x * 3);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([size, body, sum]);
}
