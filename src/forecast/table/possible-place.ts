/**
 * False for coordinates that cannot be a place: out of range, the origin, and (36.6195, −91.6865) in Missouri, which
 * is what X = Y = 0 becomes in the Illinois state plane and stands in thousands of Chicago rows.
 */
export function isPossiblePlace(latitude: number, longitude: number): boolean {
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return false;
  if (Math.abs(latitude) < 1e-6 && Math.abs(longitude) < 1e-6) return false;
  return !(Math.abs(latitude - 36.6194) < 0.001 && Math.abs(longitude + 91.6865) < 0.001);
}

/** Degrees from the median place beyond which a point is not of this city. */
const farDegrees = 3;

/**
 * Sets to NaN the places further than three degrees from the median of both coordinates.
 * @returns how many.
 */
export function dropFarPlaces(latitude: Float32Array, longitude: Float32Array): number {
  const middleLatitude = sampledMedian(latitude);
  const middleLongitude = sampledMedian(longitude);
  let dropped = 0;
  for (let i = 0; i < latitude.length; i++) {
    const far =
      Math.abs((latitude[i] as number) - middleLatitude) > farDegrees ||
      Math.abs((longitude[i] as number) - middleLongitude) > farDegrees;
    if (!far) continue;
    latitude[i] = NaN;
    longitude[i] = NaN;
    dropped++;
  }
  return dropped;
}

/** Median of at most 100,000 evenly spaced values; NaN when none is known. */
export function sampledMedian(values: Float32Array): number {
  const stride = Math.max(1, Math.floor(values.length / 100_000));
  const sample = new Float32Array(Math.ceil(values.length / stride));
  let known = 0;
  for (let i = 0; i < values.length; i += stride) {
    if (!Number.isNaN(values[i])) sample[known++] = values[i] as number;
  }
  return sample.subarray(0, known).sort()[known >> 1] ?? NaN;
}
