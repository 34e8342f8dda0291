import { f32x4, i32 } from './instructions.ts';
import { FunctionWriter, valueType, type Code, type Local } from './wasm-module.ts';

/** Columns that one pass computes; a right-hand matrix is packed into panels of this width. */
export const panelColumns = 8;
const tileRows = 4;
const panelBytes = 4 * panelColumns;

export type MultiplyAdd = (a: Code, b: Code, c: Code) => Code;

/**
 * `multiply(a, aRow, aDepth, b, bPanel, c, cRow, rows, depth, panels)`: C += A · B in tiles of four rows by eight
 * columns that stay in registers. A is read one number at a time with byte strides (a transposed A is other strides);
 * B lies in panels [depth][8], `bPanel` bytes apart; C has rows `cRow` bytes apart. Addresses and strides in bytes.
 */
export function multiplyKernel(multiplyAdd: MultiplyAdd): FunctionWriter {
  const { i32: int, v128 } = valueType;
  const f = new FunctionWriter(
    'multiply',
    Array.from({ length: 10 }, () => int),
  );
  const [a, aRow, aDepth, b, bPanel, c, cRow, rows, depth, panels] = Array.from({ length: 10 }, (_, k) =>
    f.parameter(k),
  ) as [Local, Local, Local, Local, Local, Local, Local, Local, Local, Local];
  const integer = (): Local => f.local(int);
  const [panel, row, aAt, cAt, bAt, bEnd] = [
    integer(),
    integer(),
    integer(),
    integer(),
    integer(),
    integer(),
  ];
  const step = (at: Local, by: Code): void => f.emit(at.set(i32.add(at.get, by)));

  const tile = (height: number): void => {
    const lines = Array.from({ length: height }, () => ({
      left: integer(),
      out: integer(),
      low: f.local(v128),
      high: f.local(v128),
    }));
    const right = [f.local(v128), f.local(v128)] as const;
    const factor = f.local(v128);
    lines.forEach(({ left, out, low, high }, k) => {
      f.emit(left.set(i32.add(aAt.get, i32.multiply(aRow.get, i32.of(k)))));
      f.emit(out.set(i32.add(cAt.get, i32.multiply(cRow.get, i32.of(k)))));
      f.emit(low.set(f32x4.load(out.get)), high.set(f32x4.load(out.get, 16)));
    });
    f.emit(bAt.set(b.get));
    f.loop(i32.less(bAt.get, bEnd.get), () => {
      f.emit(right[0].set(f32x4.load(bAt.get)), right[1].set(f32x4.load(bAt.get, 16)));
      for (const { left, low, high } of lines) {
        f.emit(factor.set(f32x4.loadSplat(left.get)));
        f.emit(low.set(multiplyAdd(factor.get, right[0].get, low.get)));
        f.emit(high.set(multiplyAdd(factor.get, right[1].get, high.get)));
        step(left, aDepth.get);
      }
      step(bAt, i32.of(panelBytes));
    });
    for (const { out, low, high } of lines) {
      f.emit(f32x4.store(out.get, low.get), f32x4.store(out.get, high.get, 16));
    }
    step(row, i32.of(height));
    step(aAt, i32.multiply(aRow.get, i32.of(height)));
    step(cAt, i32.multiply(cRow.get, i32.of(height)));
  };

  f.emit(panel.set(i32.of(0)));
  f.loop(i32.less(panel.get, panels.get), () => {
    f.emit(row.set(i32.of(0)), aAt.set(a.get), cAt.set(c.get));
    f.emit(bEnd.set(i32.add(b.get, i32.multiply(depth.get, i32.of(panelBytes)))));
    f.loop(i32.less(i32.add(row.get, i32.of(tileRows - 1)), rows.get), () => tile(tileRows));
    f.loop(i32.less(row.get, rows.get), () => tile(1));
    step(panel, i32.of(1));
    step(b, bPanel.get);
    step(c, i32.of(panelBytes));
  });
  return f;
}

/** `pack(source, row, target, depth, panels)`: rows of a matrix, `row` bytes apart, into panels [depth][8]. */
export function packKernel(): FunctionWriter {
  const int = valueType.i32;
  const f = new FunctionWriter('pack', [int, int, int, int, int]);
  const [source, row, target, depth, panels] = [0, 1, 2, 3, 4].map((k) => f.parameter(k)) as [
    Local,
    Local,
    Local,
    Local,
    Local,
  ];
  const [panel, k, from] = [f.local(int), f.local(int), f.local(int)];
  const step = (at: Local, by: Code): void => f.emit(at.set(i32.add(at.get, by)));
  f.emit(panel.set(i32.of(0)));
  f.loop(i32.less(panel.get, panels.get), () => {
    f.emit(k.set(i32.of(0)), from.set(source.get));
    f.loop(i32.less(k.get, depth.get), () => {
      f.emit(f32x4.store(target.get, f32x4.load(from.get)));
      f.emit(f32x4.store(target.get, f32x4.load(from.get, 16), 16));
      step(target, i32.of(panelBytes));
      step(from, row.get);
      step(k, i32.of(1));
    });
    step(panel, i32.of(1));
    step(source, i32.of(panelBytes));
  });
  return f;
}
