import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { seededRandom } from '../../src/base/index.ts';

type Rgb = readonly [number, number, number];

/**
 * A picture with something to tell it by: a coarse pattern of its own in a colour that its class shares.
 * @param seed of the pattern: another seed is another place
 */
export function madePicture(colour: Rgb, seed: number, side = 64): Buffer {
  const random = seededRandom(seed);
  const cells = Array.from({ length: 64 }, () => 0.25 + 0.75 * random());
  return bitmap(side, (x, y) => {
    const cell = cells[Math.floor((y / side) * 8) * 8 + Math.floor((x / side) * 8)] as number;
    return [colour[0] * cell, colour[1] * cell, colour[2] * cell];
  });
}

/** Class folders of made pictures: two a camera folder, `groups` cameras a class. */
export function writeClassFolders(root: string, groups: number): void {
  const colours: Readonly<Record<string, Rgb>> = { Fire: [250, 120, 20], Normal: [60, 110, 90] };
  for (const [c, [label, colour]] of Object.entries(colours).entries()) {
    for (let group = 0; group < groups; group++) {
      for (let n = 0; n < 2; n++) {
        const path = join(root, label, `camera-${label}-${group}`, `picture ${n}.bmp`);
        mkdirSync(dirname(path), { recursive: true });
        const shade = 0.8 + 0.2 * n;
        const shown: Rgb = [colour[0] * shade, colour[1] * shade, colour[2] * shade];
        writeFileSync(path, madePicture(shown, c * 1000 + group));
      }
    }
  }
}

/** An uncompressed 24-bit BMP. */
function bitmap(side: number, pixel: (x: number, y: number) => Rgb): Buffer {
  const stride = Math.ceil((side * 3) / 4) * 4;
  const file = Buffer.alloc(54 + stride * side);
  file.write('BM', 0, 'latin1');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(side, 18);
  file.writeInt32LE(side, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const [r, g, b] = pixel(x, y);
      // Rows run from the bottom, channels blue first.
      file.set([b, g, r].map(Math.round), 54 + (side - 1 - y) * stride + x * 3);
    }
  }
  return file;
}
