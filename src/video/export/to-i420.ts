import type { Extent } from '../frame-size.ts';

/** The matrix that pictures of a size are expected to be coded with where nobody looks at the declaration. */
export function usualMatrix({ height }: Extent): 'bt709' | 'smpte170m' {
  return height >= 720 ? 'bt709' : 'smpte170m';
}

/** Kr and Kb (ITU-R BT.709-6, 3; BT.601-7, 2.5.1). */
const weights = { bt709: [0.2126, 0.0722], smpte170m: [0.299, 0.114] } as const;

/**
 * RGBA to limited-range YUV 4:2:0, the three planes one after the other: width · height, then twice
 * (width/2) · (height/2) bytes. Chroma is the mean of each 2 × 2 block. Both sides must be even.
 */
export function toI420(
  rgba: Uint8ClampedArray,
  { width, height }: Extent,
  matrix: 'bt709' | 'smpte170m',
): Uint8Array<ArrayBuffer> {
  const [kr, kb] = weights[matrix];
  const kg = 1 - kr - kb;
  const [yr, yg, yb] = [kr, kg, kb].map((k) => fixed((k * 219) / 255)) as [number, number, number];
  const blue = fixed(112 / 255 / (1 - kb));
  const red = fixed(112 / 255 / (1 - kr));
  const planes = new Uint8Array((width * height * 3) / 2);
  const half = width >> 1;
  const uAt = width * height;
  const vAt = uAt + half * (height >> 1);
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      let [r, g, b] = [0, 0, 0];
      for (let corner = 0; corner < 4; corner++) {
        const at = (y + (corner >> 1)) * width + x + (corner & 1);
        const [pr, pg, pb] = [rgba[4 * at] as number, rgba[4 * at + 1] as number, rgba[4 * at + 2] as number];
        planes[at] = 16 + ((yr * pr + yg * pg + yb * pb + round) >> 16);
        r += pr;
        g += pg;
        b += pb;
      }
      const luma = kr * r + kg * g + kb * b;
      const chroma = (y >> 1) * half + (x >> 1);
      planes[uAt + chroma] = 128 + ((blue * (b - luma) + 4 * round) >> 18);
      planes[vAt + chroma] = 128 + ((red * (r - luma) + 4 * round) >> 18);
    }
  }
  return planes;
}

const round = 1 << 15;

/** 16 bits behind the point. */
function fixed(value: number): number {
  return Math.round(value * 65536);
}
