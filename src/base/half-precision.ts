/*
 * IEEE 754 binary16 as Uint16Array: half the room for features that need three digits. Not every browser has
 * Float16Array yet, so the conversion is written out.
 */

const bits = new DataView(new ArrayBuffer(4));

/** Rounds to the nearest half, ties to even; beyond ±65,504 becomes ±infinity. */
export function toHalf(values: ArrayLike<number>): Uint16Array {
  const out = new Uint16Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = halfOf(values[i] as number);
  return out;
}

/** @param into where the numbers go; as long as `halves` */
export function fromHalf(
  halves: Uint16Array,
  into: Float32Array = new Float32Array(halves.length),
): Float32Array {
  const table = halfTable();
  for (let i = 0; i < halves.length; i++) into[i] = table[halves[i] as number] as number;
  return into;
}

function halfOf(value: number): number {
  bits.setFloat32(0, value);
  const pattern = bits.getUint32(0);
  const sign = (pattern >>> 16) & 0x8000;
  const exponent = ((pattern >>> 23) & 0xff) - 127;
  const fraction = pattern & 0x7fffff;
  if (exponent === 128) return sign | 0x7c00 | (fraction === 0 ? 0 : 0x200);
  if (exponent < -25) return sign;
  // A subnormal half loses its implicit one and shifts right by what its exponent lacks.
  const isSubnormal = exponent < -14;
  const shift = isSubnormal ? -1 - exponent : 13;
  const significand = isSubnormal ? fraction | 0x800000 : fraction;
  const kept = significand >>> shift;
  const rest = significand - kept * 2 ** shift;
  const middle = 2 ** (shift - 1);
  const up = rest > middle || (rest === middle && (kept & 1) === 1) ? 1 : 0;
  // A carry out of the fraction raises the exponent, up to infinity, all by itself.
  const half = (isSubnormal ? kept : ((exponent + 15) << 10) + kept) + up;
  return sign | Math.min(half, 0x7c00);
}

let table: Float32Array | undefined;

/** The number of every bit pattern; 256 KB, made at first use. */
function halfTable(): Float32Array {
  table ??= Float32Array.from({ length: 65536 }, (_, pattern) => {
    const sign = pattern & 0x8000 ? -1 : 1;
    const exponent = (pattern >>> 10) & 0x1f;
    const fraction = pattern & 0x3ff;
    if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
    return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
  });
  return table;
}
