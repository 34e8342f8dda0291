import { seededRandom } from '../../../../src/base/index.ts';
import type { NamedWeight } from '../../../../src/contract/index.ts';
import { headShape, headTopology, headWeightSpecs, type ModelParts } from '../../../../src/model/index.ts';
import { smallParts, smallSize } from '../small-model.ts';

/*
 * A network whose reasons are known: its convolution answers to red above mid grey, its head turns the mean answer into
 * the class Fire. So only the red square of a frame, and only the frames that have one, can be evidence for Fire.
 */

export const size = smallSize;
/** Side and place of the square, px; a multiple of the convolution's stride of 2. */
export const square = { x: 8, y: 2, side: 4 };

export function redMeansFire(): ModelParts {
  const parts = smallParts('cnn', ['Fire', 'Normal']);
  const kernel = new Float32Array(3 * 3 * 3 * 4);
  // The centre tap of red into map 0 alone.
  kernel[((1 * 3 + 1) * 3 + 0) * 4] = 1;
  const specs = [
    { name: 'conv/kernel', shape: [3, 3, 3, 4], dtype: 'float32' as const },
    { name: 'conv/bias', shape: [4], dtype: 'float32' as const },
  ];
  const bytes = Float32Array.of(...kernel, 0, 0, 0, 0).buffer;
  const shape = headShape('cnn', { labels: 2, window: 5, featureLength: 4 });
  const weights: NamedWeight[] = headWeightSpecs(shape).map((spec) => ({
    ...spec,
    values:
      spec.name === 'frame_logits/kernel' ? Float32Array.of(50, 0, 0, 0, 0, 0, 0, 0) : Float32Array.of(-1, 0),
  }));
  return {
    ...parts,
    head: { topology: headTopology(shape), weights },
    backbone: { topology: parts.backbone.topology, specs, bytes },
  };
}

/** [frames · S · S · 3] in −1..1: grey-green noise without red, and the red square where `hasSquare` says so. */
export function frames(hasSquare: readonly boolean[]): Float32Array {
  const random = seededRandom(7);
  const out = new Float32Array(hasSquare.length * size * size * 3);
  for (const [n, isRed] of hasSquare.entries()) {
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const inside = isRed && isInSquare(x, y);
        out.set([inside ? 0.9 : -0.5 * random(), 0.2 * random(), -random()], ((n * size + y) * size + x) * 3);
      }
    }
  }
  return out;
}

export function isInSquare(x: number, y: number): boolean {
  return x >= square.x && x < square.x + square.side && y >= square.y && y < square.y + square.side;
}
