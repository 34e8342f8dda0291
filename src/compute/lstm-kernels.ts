import * as tf from '@tensorflow/tfjs';
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs';

/*
 * The recurrence of an LSTM as two kernels of the WASM backend. Composed from single operations it is about forty
 * launches a step, each costing as much as its work at the sizes trained here. Here a step is one XNNPACK product and
 * one loop over the backend's own memory.
 */

export const recurrenceKernel = 'LstmRecurrence';
export const recurrenceSlopeKernel = 'LstmRecurrenceSlope';

const backendName = 'wasm';

interface WasmBackend extends tf.KernelBackend {
  makeOutput(shape: number[], dtype: 'float32'): TensorInfo;
  typedArrayFromHeap(info: TensorInfo): Float32Array;
}

type Inputs<Name extends string> = Readonly<Record<Name, TensorInfo>>;

/** Registers both kernels once; further calls do nothing. */
export function registerLstmKernels(): void {
  if (tf.getKernel(recurrenceKernel, backendName)) return;
  const register = (kernelName: string, kernelFunc: unknown) =>
    tf.registerKernel({ kernelName, backendName, kernelFunc } as KernelConfig);
  register(recurrenceKernel, forward);
  register(recurrenceSlopeKernel, backward);
}

/**
 * inputs drive [T, N, 4H] (x · kernel + bias), recurrent [H, 4H] →
 * hidden [T, N, H], gates [T, N, 4H] (activated, in the order i, f, c, o), cells [T, N, H]
 */
function forward({
  inputs,
  backend,
}: {
  inputs: Inputs<'drive' | 'recurrent'>;
  backend: WasmBackend;
}): TensorInfo[] {
  const { drive, recurrent } = inputs;
  const [steps, rows, width] = drive.shape as [number, number, number];
  const units = width / 4;
  const make = (...shape: number[]) => backend.makeOutput(shape, 'float32');
  const [hidden, gates, cells] = [
    make(steps, rows, units),
    make(steps, rows, width),
    make(steps, rows, units),
  ];
  const state = make(rows, units);
  for (let t = 0; t < steps; t++) {
    const sums = t === 0 ? undefined : product(state, recurrent, backend);
    const at = (info: TensorInfo, columns: number) => step(backend, info, t, rows * columns);
    const own = at(gates, width);
    own.set(at(drive, width));
    if (sums) addInto(own, backend.typedArrayFromHeap(sums));
    const before = t === 0 ? undefined : step(backend, cells, t - 1, rows * units);
    activate(own, before, at(cells, units), at(hidden, units), units);
    backend.typedArrayFromHeap(state).set(at(hidden, units));
    if (sums) backend.disposeData(sums.dataId);
  }
  backend.disposeData(state.dataId);
  return [hidden, gates, cells];
}

/**
 * inputs slope [T, N, H] (of the loss by hidden), gates and cells as {@link forward} left them, recurrent [H, 4H] →
 * the loss's slope by drive, [T, N, 4H]
 */
function backward({
  inputs,
  backend,
}: {
  inputs: Inputs<'slope' | 'gates' | 'cells' | 'recurrent'>;
  backend: WasmBackend;
}): TensorInfo {
  const { slope, gates, cells, recurrent } = inputs;
  const [steps, rows, units] = slope.shape as [number, number, number];
  const width = 4 * units;
  const result = backend.makeOutput([steps, rows, width], 'float32');
  const turned = backend.makeOutput([width, units], 'float32');
  const later = backend.makeOutput([rows, width], 'float32');
  transposeInto(backend.typedArrayFromHeap(turned), backend.typedArrayFromHeap(recurrent), units, width);
  const cellSlope = new Float32Array(rows * units);
  const hiddenSlope = new Float32Array(rows * units);
  for (let t = steps - 1; t >= 0; t--) {
    const fromLater = t === steps - 1 ? undefined : product(later, turned, backend);
    const at = (info: TensorInfo, columns: number) => step(backend, info, t, rows * columns);
    hiddenSlope.set(at(slope, units));
    if (fromLater) addInto(hiddenSlope, backend.typedArrayFromHeap(fromLater));
    const before = t === 0 ? undefined : step(backend, cells, t - 1, rows * units);
    const own = at(result, width);
    differentiate(own, at(gates, width), before, at(cells, units), hiddenSlope, cellSlope, units);
    backend.typedArrayFromHeap(later).set(own);
    if (fromLater) backend.disposeData(fromLater.dataId);
  }
  for (const { dataId } of [turned, later]) backend.disposeData(dataId);
  return result;
}

function product(a: TensorInfo, b: TensorInfo, backend: WasmBackend): TensorInfo {
  const kernel = tf.getKernel('BatchMatMul', backendName);
  const attrs = { transposeA: false, transposeB: false };
  return kernel.kernelFunc({ inputs: { a, b }, backend, attrs }) as TensorInfo;
}

/** What step `t` of a [T, ·] tensor holds. The view is void once the backend allocates. */
function step(backend: WasmBackend, info: TensorInfo, t: number, length: number): Float32Array {
  return backend.typedArrayFromHeap(info).subarray(t * length, (t + 1) * length);
}

function addInto(target: Float32Array, values: Float32Array): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] as number) + (values[i] as number);
}

function transposeInto(target: Float32Array, values: Float32Array, rows: number, columns: number): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      target[column * rows + row] = values[row * columns + column] as number;
    }
  }
}

/** Turns the sums in `gates` [N, 4H] into activations, and fills `cells` and `hidden` [N, H]. */
function activate(
  gates: Float32Array,
  before: Float32Array | undefined,
  cells: Float32Array,
  hidden: Float32Array,
  units: number,
): void {
  for (let k = 0, gate = 0; k < cells.length; gate += 3 * units) {
    for (const end = k + units; k < end; k++, gate++) {
      const input = sigmoid(gates[gate] as number);
      const forget = sigmoid(gates[gate + units] as number);
      const form = hyperbolicTangent(gates[gate + 2 * units] as number);
      const output = sigmoid(gates[gate + 3 * units] as number);
      const cell = input * form + (before ? forget * (before[k] as number) : 0);
      gates[gate] = input;
      gates[gate + units] = forget;
      gates[gate + 2 * units] = form;
      gates[gate + 3 * units] = output;
      cells[k] = cell;
      hidden[k] = output * hyperbolicTangent(cell);
    }
  }
}

/** One step backwards: fills `result` [N, 4H]; `cellSlope` [N, H] goes in for this step and comes out for the one before. */
function differentiate(
  result: Float32Array,
  gates: Float32Array,
  before: Float32Array | undefined,
  cells: Float32Array,
  hiddenSlope: Float32Array,
  cellSlope: Float32Array,
  units: number,
): void {
  for (let k = 0, gate = 0; k < cells.length; gate += 3 * units) {
    for (const end = k + units; k < end; k++, gate++) {
      const input = gates[gate] as number;
      const forget = gates[gate + units] as number;
      const form = gates[gate + 2 * units] as number;
      const output = gates[gate + 3 * units] as number;
      const shaped = hyperbolicTangent(cells[k] as number);
      const byHidden = hiddenSlope[k] as number;
      const byCell = (cellSlope[k] as number) + byHidden * output * (1 - shaped * shaped);
      result[gate] = byCell * form * input * (1 - input);
      result[gate + units] = before ? byCell * (before[k] as number) * forget * (1 - forget) : 0;
      result[gate + 2 * units] = byCell * input * (1 - form * form);
      result[gate + 3 * units] = byHidden * shaped * output * (1 - output);
      cellSlope[k] = byCell * forget;
    }
  }
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** In double precision the difference is exact to far below float32; quicker than Math.tanh. */
function hyperbolicTangent(x: number): number {
  return 1 - 2 / (Math.exp(2 * x) + 1);
}
