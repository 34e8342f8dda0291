import {
  f32x4,
  FunctionWriter,
  i32,
  powerOfTwo,
  valueType,
  type Code,
  type Local,
  type MultiplyAdd,
} from '../wasm-code/index.ts';

export type CellActivation = 'tanh' | 'relu';

/** Coefficients of exp on ±ln 2 / 2, highest power first (S. L. Moshier's Cephes library, expf). */
const exponential = [1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 0.5];

/** Vector functions whose intermediate values live in locals of `f`. */
function functionsIn(f: FunctionWriter, multiplyAdd: MultiplyAdd) {
  const v128 = valueType.v128;
  const [x, n, r] = [f.local(v128), f.local(v128), f.local(v128)];
  const one = f32x4.of(1);
  /** e^value to 2 units in the last place, for |value| < 87; beyond, its value at the bound. */
  const exp = (value: Code): Code => {
    f.emit(x.set(f32x4.most(f32x4.least(value, f32x4.of(87)), f32x4.of(-87))));
    f.emit(n.set(f32x4.nearest(f32x4.multiply(x.get, f32x4.of(Math.LOG2E)))));
    f.emit(x.set(multiplyAdd(n.get, f32x4.of(-0.693359375), x.get)));
    f.emit(x.set(multiplyAdd(n.get, f32x4.of(2.1219444e-4), x.get)));
    f.emit(r.set(f32x4.of(exponential[0] as number)));
    for (const coefficient of exponential.slice(1)) {
      f.emit(r.set(multiplyAdd(r.get, x.get, f32x4.of(coefficient))));
    }
    f.emit(r.set(f32x4.add(multiplyAdd(f32x4.multiply(r.get, x.get), x.get, x.get), one)));
    return f32x4.multiply(r.get, powerOfTwo(n.get));
  };
  const sigmoid = (value: Code): Code =>
    f32x4.divide(one, f32x4.add(one, exp(f32x4.subtract(f32x4.of(0), value))));
  const tanh = (value: Code): Code =>
    f32x4.subtract(f32x4.divide(f32x4.of(2), f32x4.add(one, exp(f32x4.multiply(f32x4.of(-2), value)))), one);
  const relu = (value: Code): Code => f32x4.most(value, f32x4.of(0));
  return { sigmoid, tanh, relu };
}

/** Walks rows × units in fours: a gate row holds the four gates one behind the other, `unitBytes` apart each. */
function overUnits(
  f: FunctionWriter,
  gates: Local,
  others: readonly Local[],
  rows: Local,
  unitBytes: Local,
  body: () => void,
): void {
  const int = valueType.i32;
  const [row, unit] = [f.local(int), f.local(int)];
  const step = (at: Local, by: Code): void => f.emit(at.set(i32.add(at.get, by)));
  f.emit(row.set(i32.of(0)));
  f.loop(i32.less(row.get, rows.get), () => {
    f.emit(unit.set(i32.of(0)));
    f.loop(i32.less(unit.get, unitBytes.get), () => {
      body();
      [gates, ...others, unit].forEach((at) => step(at, i32.of(16)));
    });
    step(gates, i32.multiply(unitBytes.get, i32.of(3)));
    step(row, i32.of(1));
  });
}

/**
 * `gates_…(gates, before, cells, shaped, hidden, rows, unitBytes)`: one step of an LSTM after the products. `gates`
 * [rows, 4 · units] turns from sums into activations i, f, c, o; `before` and `cells` are the cells of the last step and
 * this one, `shaped` their activation, `hidden` the output, all [rows, units].
 */
export function gatesKernel(activation: CellActivation, multiplyAdd: MultiplyAdd): FunctionWriter {
  const { i32: int, v128 } = valueType;
  const f = new FunctionWriter(
    `gates_${activation}`,
    Array.from({ length: 7 }, () => int),
  );
  const [gates, before, cells, shaped, hidden, rows, unitBytes] = Array.from({ length: 7 }, (_, k) =>
    f.parameter(k),
  ) as [Local, Local, Local, Local, Local, Local, Local];
  const { sigmoid, [activation]: shape } = functionsIn(f, multiplyAdd);
  const at = gateAddresses(gates, unitBytes);
  const [input, cell, form] = [f.local(v128), f.local(v128), f.local(v128)];
  overUnits(f, gates, [before, cells, shaped, hidden], rows, unitBytes, () => {
    f.emit(input.set(sigmoid(f32x4.load(at.input))), f32x4.store(at.input, input.get));
    f.emit(form.set(shape(f32x4.load(at.cell))), f32x4.store(at.cell, form.get));
    f.emit(cell.set(f32x4.multiply(input.get, form.get)));
    f.emit(input.set(sigmoid(f32x4.load(at.forget))), f32x4.store(at.forget, input.get));
    f.emit(
      cell.set(multiplyAdd(input.get, f32x4.load(before.get), cell.get)),
      f32x4.store(cells.get, cell.get),
    );
    f.emit(form.set(shape(cell.get)), f32x4.store(shaped.get, form.get));
    f.emit(input.set(sigmoid(f32x4.load(at.output))), f32x4.store(at.output, input.get));
    f.emit(f32x4.store(hidden.get, f32x4.multiply(input.get, form.get)));
  });
  return f;
}

/**
 * `slopes_…(gates, before, shaped, outer, cellSlope, rows, unitBytes)`: the same step backwards. `outer` is the loss's
 * slope by this step's output; `gates` turns from activations into the loss's slopes by their sums; `cellSlope` carries
 * the slope by the cell from the step behind to the one before.
 */
export function slopesKernel(activation: CellActivation, multiplyAdd: MultiplyAdd): FunctionWriter {
  const { i32: int, v128 } = valueType;
  const f = new FunctionWriter(
    `slopes_${activation}`,
    Array.from({ length: 7 }, () => int),
  );
  const [gates, before, shaped, outer, cellSlope, rows, unitBytes] = Array.from({ length: 7 }, (_, k) =>
    f.parameter(k),
  ) as [Local, Local, Local, Local, Local, Local, Local];
  const at = gateAddresses(gates, unitBytes);
  const locals = Array.from({ length: 7 }, () => f.local(v128)) as [
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
  ];
  const [input, forget, form, output, out, dh, dc] = locals;
  const one = f32x4.of(1);
  const rest = (value: Local): Code => f32x4.subtract(one, value.get);
  /** Slope of the activation, from its value. */
  const slopeOf = (value: Local): Code =>
    activation === 'relu'
      ? f32x4.and(f32x4.greater(value.get, f32x4.of(0)), one)
      : f32x4.subtract(one, f32x4.multiply(value.get, value.get));
  const product = (first: Code, ...others: readonly Code[]): Code =>
    others.reduce((all, other) => f32x4.multiply(all, other), first);
  overUnits(f, gates, [before, shaped, outer, cellSlope], rows, unitBytes, () => {
    f.emit(input.set(f32x4.load(at.input)), forget.set(f32x4.load(at.forget)));
    f.emit(form.set(f32x4.load(at.cell)), output.set(f32x4.load(at.output)));
    f.emit(out.set(f32x4.load(shaped.get)), dh.set(f32x4.load(outer.get)));
    f.emit(dc.set(multiplyAdd(f32x4.multiply(dh.get, output.get), slopeOf(out), f32x4.load(cellSlope.get))));
    f.emit(f32x4.store(at.input, product(dc.get, form.get, input.get, rest(input))));
    f.emit(f32x4.store(at.forget, product(dc.get, f32x4.load(before.get), forget.get, rest(forget))));
    f.emit(f32x4.store(at.cell, product(dc.get, input.get, slopeOf(form))));
    f.emit(f32x4.store(at.output, product(dh.get, out.get, output.get, rest(output))));
    f.emit(f32x4.store(cellSlope.get, f32x4.multiply(dc.get, forget.get)));
  });
  return f;
}

function gateAddresses(
  gates: Local,
  unitBytes: Local,
): Readonly<Record<'input' | 'forget' | 'cell' | 'output', Code>> {
  const after = (count: number): Code => i32.add(gates.get, i32.multiply(unitBytes.get, i32.of(count)));
  return { input: gates.get, forget: after(1), cell: after(2), output: after(3) };
}
