import { f32x4, FunctionWriter, i32, valueType, type Code, type Local } from '../wasm-code/index.ts';

/**
 * `adam(weights, slopes, mean, square, end, rate, rootCorrection)`: one step of Adam (Kingma & Ba 2015) over four arrays
 * that run side by side until `weights` reaches the address `end`. `rate` already holds the first correction of bias,
 * `rootCorrection` is 1 / √(1 − β₂ᵗ).
 */
export function adamKernel(beta1: number, beta2: number, epsilon: number): FunctionWriter {
  const { i32: int, f32, v128 } = valueType;
  const f = new FunctionWriter('adam', [int, int, int, int, int, f32, f32]);
  const [weights, slopes, mean, square, end, rate, rootCorrection] = f.parameters.map((_, k) =>
    f.parameter(k),
  ) as [Local, Local, Local, Local, Local, Local, Local];
  const [slope, m, v] = [f.local(v128), f.local(v128), f.local(v128)];
  const mix = (old: Code, share: number, fresh: Code): Code =>
    f32x4.add(f32x4.multiply(f32x4.of(share), old), f32x4.multiply(f32x4.of(1 - share), fresh));
  f.loop(i32.less(weights.get, end.get), () => {
    f.emit(slope.set(f32x4.load(slopes.get)));
    f.emit(m.set(mix(f32x4.load(mean.get), beta1, slope.get)), f32x4.store(mean.get, m.get));
    f.emit(v.set(mix(f32x4.load(square.get), beta2, f32x4.multiply(slope.get, slope.get))));
    f.emit(f32x4.store(square.get, v.get));
    const root = f32x4.multiply(f32x4.root(v.get), f32x4.splat(rootCorrection.get));
    const move = f32x4.divide(
      f32x4.multiply(f32x4.splat(rate.get), m.get),
      f32x4.add(root, f32x4.of(epsilon)),
    );
    f.emit(f32x4.store(weights.get, f32x4.subtract(f32x4.load(weights.get), move)));
    for (const at of [weights, slopes, mean, square]) f.emit(at.set(i32.add(at.get, i32.of(16))));
  });
  return f;
}

/** `addRows(source, target, rows, rowBytes)`: target += the sum of the rows, one behind the other. */
export function addRowsKernel(): FunctionWriter {
  const int = valueType.i32;
  const f = new FunctionWriter('addRows', [int, int, int, int]);
  const [source, target, rows, rowBytes] = [0, 1, 2, 3].map((k) => f.parameter(k)) as [
    Local,
    Local,
    Local,
    Local,
  ];
  const [row, column] = [f.local(int), f.local(int)];
  f.emit(row.set(i32.of(0)));
  f.loop(i32.less(row.get, rows.get), () => {
    f.emit(column.set(i32.of(0)));
    f.loop(i32.less(column.get, rowBytes.get), () => {
      const at = i32.add(target.get, column.get);
      f.emit(f32x4.store(at, f32x4.add(f32x4.load(at), f32x4.load(source.get))));
      f.emit(source.set(i32.add(source.get, i32.of(16))), column.set(i32.add(column.get, i32.of(16))));
    });
    f.emit(row.set(i32.add(row.get, i32.of(1))));
  });
  return f;
}
