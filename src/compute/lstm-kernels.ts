import * as tf from '@tensorflow/tfjs';
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs';
import { addProduct, packMatrix, placeOf, release, type WasmBackend } from './matrix-product.ts';

/*
 * The recurrence of an LSTM as two kernels of the WASM backend. Composed from single operations it is about forty
 * launches a step, each costing as much as its work at the sizes trained here. Here a step is one product and one loop
 * over the backend's own memory. Units come in multiples of 8.
 */

export const recurrenceKernel = 'LstmRecurrence';
export const recurrenceSlopeKernel = 'LstmRecurrenceSlope';

const backendName = 'wasm';

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
  const make = (columns: number) => backend.makeOutput([steps, rows, columns], 'float32');
  const [hidden, gates, cells] = [make(units), make(width), make(units)];
  const packed = packMatrix(backend, recurrent, false);
  const at = (info: TensorInfo, t: number) => step(backend, info, t);
  backend.typedArrayFromHeap(gates).set(backend.typedArrayFromHeap(drive));
  for (let t = 0; t < steps; t++) {
    const own = at(gates, t);
    if (t > 0)
      addProduct(backend, placeOf(backend, hidden, false, (t - 1) * rows), packed, own.byteOffset, rows);
    activate(own, t === 0 ? undefined : at(cells, t - 1), at(cells, t), at(hidden, t), units);
  }
  release(backend, packed.panels);
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
  const result = backend.makeOutput([steps, rows, 4 * units], 'float32');
  const byHidden = backend.makeOutput([rows, units], 'float32');
  const packed = packMatrix(backend, recurrent, true);
  const at = (info: TensorInfo, t: number) => step(backend, info, t);
  const byCell = new Float32Array(rows * units);
  const hiddenSlope = backend.typedArrayFromHeap(byHidden);
  for (let t = steps - 1; t >= 0; t--) {
    hiddenSlope.set(at(slope, t));
    const later = (t + 1) * rows;
    if (t < steps - 1)
      addProduct(backend, placeOf(backend, result, false, later), packed, hiddenSlope.byteOffset, rows);
    const before = t === 0 ? undefined : at(cells, t - 1);
    differentiate(at(result, t), at(gates, t), before, at(cells, t), hiddenSlope, byCell, units);
  }
  release(backend, packed.panels, byHidden);
  return result;
}

/** What step `t` of a [T, N, ·] tensor holds. The view is void once the backend's memory grows. */
function step(backend: WasmBackend, info: TensorInfo, t: number): Float32Array {
  const length = (info.shape[1] as number) * (info.shape[2] as number);
  return backend.typedArrayFromHeap(info).subarray(t * length, (t + 1) * length);
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
