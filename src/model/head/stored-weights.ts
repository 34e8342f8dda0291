import { AppError, fromHalf } from '../../base/index.ts';
import type { NamedWeight } from '../../contract/index.ts';
import { concatenated } from '../model-bundle.ts';

/** One group of a model.json's `weightsManifest`. */
export interface WeightGroup {
  readonly paths: readonly string[];
  readonly weights: readonly StoredWeight[];
}

/** How one weight is stored. */
export interface StoredWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly quantization?: {
    readonly dtype: string;
    readonly scale?: number;
    readonly min?: number;
  };
}

const bytesPer: Readonly<Record<string, number>> = { float32: 4, float16: 2, uint16: 2, uint8: 1 };

/**
 * The weights that a layers model stores, as tf.io.decodeWeights would read them: float32, float16, or affine uint8 and
 * uint16.
 * @param read the bytes of one of the `paths`
 * @param file how to name it in the sentence of an error
 * @throws AppError 'model-incompatible' for another storage, too few or too many bytes, or numbers that are not finite
 */
export function storedWeights(
  groups: readonly WeightGroup[],
  read: (path: string) => ArrayBuffer,
  file = "The model's weight file",
): NamedWeight[] {
  const refusal = (what: string) => refusedWeights(file, what);
  return groups.flatMap(({ paths, weights }) => {
    const bytes = concatenated(paths.map(read));
    let at = 0;
    const decoded = weights.map((weight) => {
      const { storage, length, sizeBytes } = extentOf(weight, file);
      const part = bytes.slice(at, at + sizeBytes);
      at += sizeBytes;
      if (part.byteLength !== sizeBytes) throw refusal(`ends within the weight ${weight.name}`);
      const values = decode(part, storage, weight);
      if (values.length !== length || !values.every(Number.isFinite))
        throw refusal(`holds numbers that are not finite in ${weight.name}`);
      return { name: weight.name, shape: [...weight.shape], values };
    });
    if (at !== bytes.byteLength) throw refusal('holds more bytes than its weights');
    return decoded;
  });
}

/** How a weight is stored, its numbers and its bytes. */
export function extentOf(
  weight: StoredWeight,
  file = "The model's weight file",
): { storage: string; length: number; sizeBytes: number } {
  const storage = weight.quantization?.dtype ?? weight.dtype;
  const size = bytesPer[storage];
  if (weight.dtype !== 'float32' || size === undefined)
    throw refusedWeights(file, `stores ${weight.name} as ${storage}, which Vigil does not read`);
  const length = weight.shape.reduce((product, side) => product * side, 1);
  return { storage, length, sizeBytes: length * size };
}

function decode(buffer: ArrayBuffer, storage: string, { quantization }: StoredWeight): Float32Array {
  switch (storage) {
    case 'float32':
      return new Float32Array(buffer);
    case 'float16':
      return fromHalf(new Uint16Array(buffer));
    default: {
      const codes = storage === 'uint8' ? new Uint8Array(buffer) : new Uint16Array(buffer);
      const { scale = NaN, min = NaN } = quantization ?? {};
      return Float32Array.from(codes, (code) => code * scale + min);
    }
  }
}

function refusedWeights(file: string, what: string): AppError {
  return new AppError('model-incompatible', `${file} ${what}.`, {
    remedy: 'Export the model again, or choose another one.',
  });
}
