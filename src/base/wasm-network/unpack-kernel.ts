import { f32x4, FunctionWriter, i32, i32x4, valueType, type Code, type Local } from '../wasm-code/index.ts';

/**
 * `unpack(halves, factors, target, sum, count, share)`: `count` numbers of half precision (IEEE 754 binary16, a multiple
 * of 8) become floats times `factors` in `target`, and `share` of each is added to `sum`. Exact but for the factors: a
 * half's bits, shifted to where a float has them, are 2¹¹² too small, subnormal ones too; infinities get their exponent.
 */
export function unpackKernel(): FunctionWriter {
  const { i32: int, f32, v128 } = valueType;
  const f = new FunctionWriter('unpack', [int, int, int, int, int, f32]);
  const [halves, factors, target, sum, count, share] = f.parameters.map((_, k) => f.parameter(k)) as [
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
  ];
  const [end, eight, four, size, value] = [
    f.local(int),
    f.local(v128),
    f.local(v128),
    f.local(v128),
    f.local(v128),
  ];
  const four32 = (extended: Code, offset: number): void => {
    f.emit(four.set(extended));
    f.emit(size.set(i32x4.shiftLeft(i32x4.and(four.get, i32x4.of(0x7fff)), i32.of(13))));
    f.emit(value.set(f32x4.multiply(size.get, f32x4.of(2 ** 112))));
    const endless = i32x4.and(i32x4.greater(size.get, i32x4.of(0x0f7fffff)), i32x4.of(0x7f800000));
    const sign = i32x4.shiftLeft(i32x4.and(four.get, i32x4.of(0x8000)), i32.of(16));
    f.emit(value.set(i32x4.or(i32x4.or(value.get, endless), sign)));
    f.emit(value.set(f32x4.multiply(value.get, f32x4.load(factors.get, offset))));
    f.emit(f32x4.store(target.get, value.get, offset));
    const part = f32x4.multiply(value.get, f32x4.splat(share.get));
    f.emit(f32x4.store(sum.get, f32x4.add(f32x4.load(sum.get, offset), part), offset));
  };
  f.emit(end.set(i32.add(halves.get, i32.multiply(count.get, i32.of(2)))));
  f.loop(i32.less(halves.get, end.get), () => {
    f.emit(eight.set(f32x4.load(halves.get)));
    four32(i32x4.lowOfHalves(eight.get), 0);
    four32(i32x4.highOfHalves(eight.get), 16);
    f.emit(halves.set(i32.add(halves.get, i32.of(16))));
    for (const at of [factors, target, sum]) f.emit(at.set(i32.add(at.get, i32.of(32))));
  });
  return f;
}
