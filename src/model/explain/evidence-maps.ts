import type { MapShape } from './map-cut.ts';

/**
 * Splits a window's evidence over the places of its maps: Σ over channels of gradient × map. Where features are the
 * means of channels, the gradient is the same at every place of a channel, so that Grad-CAM (Selvaraju et al. 2017,
 * arXiv 1610.02391), HiResCAM (Draelos & Carin 2020, arXiv 2011.08891) and CAM (Zhou et al. 2016) are this one sum; where they are the
 * map itself it is gradient × input. The rectifier that Grad-CAM ends in is left to whoever draws.
 * @param maps [T · height · width · channels]
 * @param gradient of the logit by the features, [T · D]
 * @returns [T · height · width]; a step's sum is Σ gradient × feature
 */
export function evidenceMaps(maps: Float32Array, gradient: Float32Array, shape: MapShape): Float32Array {
  const { pooling, height, width, channels } = shape;
  const places = height * width;
  const steps = maps.length / (places * channels);
  const out = new Float32Array(steps * places);
  const featureLength = gradient.length / steps;
  for (let row = 0; row < out.length; row++) {
    const step = Math.floor(row / places);
    const from = step * featureLength + (pooling === 'flatten' ? (row % places) * channels : 0);
    let sum = 0;
    for (let c = 0; c < channels; c++)
      sum += (gradient[from + c] as number) * (maps[row * channels + c] as number);
    out[row] = pooling === 'average' ? sum / places : sum;
  }
  return out;
}

/** Sums of each of `steps` equal parts of `values`. */
export function sumsByStep(values: Float32Array, steps: number): Float32Array {
  const length = values.length / steps;
  return Float32Array.from({ length: steps }, (_, step) =>
    values.subarray(step * length, (step + 1) * length).reduce((sum, value) => sum + value, 0),
  );
}
