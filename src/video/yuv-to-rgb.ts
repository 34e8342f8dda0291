/** How a picture's luma and chroma stand for colours. */
export interface YuvColour {
  readonly matrix: 'bt601' | 'bt709' | 'bt2020';
  /** True when luma and chroma use 0…255, false for 16…235 and 16…240. */
  readonly fullRange: boolean;
}

/** Luma weights of red and blue: ITU-R BT.601-7, BT.709-6, BT.2020-2 (non-constant luminance). */
const lumaWeights = { bt601: [0.299, 0.114], bt709: [0.2126, 0.0722], bt2020: [0.2627, 0.0593] } as const;

const unit = 1 << 13;

/**
 * Planes of equal size, values times 8 as `resizePlane` gives them, to interleaved 8-bit full-range RGB
 * [height, width, 3], rounded and clamped.
 */
export function yuvToRgb(y: Int32Array, u: Int32Array, v: Int32Array, colour: YuvColour): Uint8Array {
  const [kr, kb] = lumaWeights[colour.matrix];
  const kg = 1 - kr - kb;
  const lumaGain = colour.fullRange ? 1 : 255 / 219;
  const chromaGain = colour.fullRange ? 1 : 255 / 224;
  const black = colour.fullRange ? 0 : 16 * 8;
  const luma = Math.round(lumaGain * unit);
  const vRed = Math.round(2 * (1 - kr) * chromaGain * unit);
  const uBlue = Math.round(2 * (1 - kb) * chromaGain * unit);
  const uGreen = Math.round(((2 * kb * (1 - kb)) / kg) * chromaGain * unit);
  const vGreen = Math.round(((2 * kr * (1 - kr)) / kg) * chromaGain * unit);
  // Values are times 8 and gains times 2^13: sums are times 2^16.
  const rgb = new Uint8ClampedArray(y.length * 3);
  for (let i = 0, out = 0; i < y.length; i++, out += 3) {
    const base = luma * ((y[i] as number) - black) + 0x8000;
    const cb = (u[i] as number) - 1024;
    const cr = (v[i] as number) - 1024;
    rgb[out] = (base + vRed * cr) >> 16;
    rgb[out + 1] = (base - uGreen * cb - vGreen * cr) >> 16;
    rgb[out + 2] = (base + uBlue * cb) >> 16;
  }
  return new Uint8Array(rgb.buffer);
}
