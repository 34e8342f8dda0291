import type { Random } from '../../../src/base/index.ts';
import type { EvidenceMaps } from '../../../src/contract/index.ts';

/** [T · S · S] 1 where a pixel is masked. */
export type Masks = Uint8Array;

/** Evidence at each pixel of S × S, interpolated bilinearly between the centres of the map's cells. */
export function enlarged({ width, height, values }: EvidenceMaps, steps: number, size: number): Float32Array {
  const out = new Float32Array(steps * size * size);
  for (let i = 0; i < out.length; i++) {
    const step = Math.floor(i / (size * size));
    const across = along(i % size, width, size);
    const down = along(Math.floor(i / size) % size, height, size);
    const cell = (row: number, column: number) => values[(step * height + row) * width + column] as number;
    const upper = mix(cell(down.low, across.low), cell(down.low, across.high), across.share);
    const lower = mix(cell(down.high, across.low), cell(down.high, across.high), across.share);
    out[i] = mix(upper, lower, down.share);
  }
  return out;
}

function along(pixel: number, cells: number, size: number) {
  const at = Math.min(Math.max(((pixel + 0.5) * cells) / size - 0.5, 0), cells - 1);
  const low = Math.floor(at);
  return { low, high: Math.min(low + 1, cells - 1), share: at - low };
}

function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}

/** The `share` of each step's pixels with the most evidence. */
export function highest(evidence: Float32Array, steps: number, share: number): Masks {
  const length = evidence.length / steps;
  const masks = new Uint8Array(evidence.length);
  for (let step = 0; step < steps; step++) {
    const order = Uint32Array.from({ length }, (_, pixel) => step * length + pixel).sort(
      (a, b) => (evidence[b] as number) - (evidence[a] as number),
    );
    for (const at of order.subarray(0, Math.round(share * length))) masks[at] = 1;
  }
  return masks;
}

/** The same shapes elsewhere: all steps moved alike by a random way around the edges, and mirrored by chance. */
export function moved(masks: Masks, size: number, random: Random): Masks {
  const [dx, dy] = [random, random].map((draw) => Math.floor(draw() * size)) as [number, number];
  const [mirrorsX, mirrorsY] = [random() < 0.5, random() < 0.5];
  return masks.map((_, at) => {
    const [x, y] = [at % size, Math.floor(at / size) % size];
    const fromX = ((mirrorsX ? size - 1 - x : x) + dx) % size;
    const fromY = ((mirrorsY ? size - 1 - y : y) + dy) % size;
    return masks[at - y * size - x + fromY * size + fromX] as number;
  });
}
