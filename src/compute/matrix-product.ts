import type * as tf from '@tensorflow/tfjs';
import type { TensorInfo } from '@tensorflow/tfjs';
import { moduleBytes, multiplyKernel, packKernel, panelColumns, quickestMultiplyAdd } from '../base/index.ts';

/** What the WASM backend of TensorFlow.js 4.22 is made of, as far as kernels of our own need it. */
export interface WasmBackend extends tf.KernelBackend {
  makeOutput(shape: number[], dtype: 'float32'): TensorInfo;
  typedArrayFromHeap(info: TensorInfo): Float32Array;
  readonly wasm: { readonly asm: { readonly memory: WebAssembly.Memory } };
}

type Kernel = (...addressesAndSizes: number[]) => void;

interface Kernels {
  readonly multiply: Kernel;
  readonly pack: Kernel;
}

const floatBytes = 4;
const panelBytes = panelColumns * floatBytes;
/** Rows and depth of the left side that are worked on together: 128 KB, which stay in the second-level cache. */
const [blockRows, blockDepth] = [128, 256];

let compiled: WebAssembly.Module | undefined;
const kernelsByMemory = new WeakMap<WebAssembly.Memory, Kernels>();

/** Our kernels over the backend's own memory, with fused multiply-add where the browser has it. */
function kernelsOf(backend: WasmBackend): Kernels {
  const { memory } = backend.wasm.asm;
  const known = kernelsByMemory.get(memory);
  if (known) return known;
  compiled ??= new WebAssembly.Module(moduleBytes([multiplyKernel(quickestMultiplyAdd()), packKernel()]));
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  const kernels = exports as unknown as Kernels;
  kernelsByMemory.set(memory, kernels);
  return kernels;
}

/** A matrix in the backend's memory: element (row, column) at `address + row · rowStep + column · columnStep` bytes. */
export interface MatrixPlace {
  readonly address: number;
  readonly rowStep: number;
  readonly columnStep: number;
}

/** The right side of products, laid out for the kernel; the caller releases it. */
export interface PackedMatrix {
  readonly panels: TensorInfo;
  readonly depth: number;
  readonly columns: number;
}

/** Where a [·, columns] matrix lies, from row `row` on; transposed on request. The address is void once memory grows. */
export function placeOf(backend: WasmBackend, matrix: TensorInfo, transposed = false, row = 0): MatrixPlace {
  const columns = matrix.shape.at(-1) as number;
  const address = backend.typedArrayFromHeap(matrix).byteOffset + row * columns * floatBytes;
  const [along, across] = [columns * floatBytes, floatBytes];
  return transposed
    ? { address, rowStep: across, columnStep: along }
    : { address, rowStep: along, columnStep: across };
}

/** Packs a right side [depth, columns], or [columns, depth] to be taken transposed; columns a multiple of 8. */
export function packMatrix(backend: WasmBackend, matrix: TensorInfo, transposed: boolean): PackedMatrix {
  const [first, second] = matrix.shape.slice(-2) as [number, number];
  const [depth, columns] = transposed ? [second, first] : [first, second];
  const panels = backend.makeOutput([depth * columns], 'float32');
  const target = backend.typedArrayFromHeap(panels);
  const source = backend.typedArrayFromHeap(matrix);
  if (transposed) packTransposed(target, source, depth, columns);
  else
    kernelsOf(backend).pack(
      source.byteOffset,
      columns * floatBytes,
      target.byteOffset,
      depth,
      columns / panelColumns,
    );
  return { panels, depth, columns };
}

function packTransposed(target: Float32Array, source: Float32Array, depth: number, columns: number): void {
  for (let column = 0; column < columns; column++) {
    let to = Math.floor(column / panelColumns) * panelColumns * depth + (column % panelColumns);
    for (let k = column * depth, end = k + depth; k < end; k++, to += panelColumns) {
      target[to] = source[k] as number;
    }
  }
}

/**
 * `out` += left · right, in blocks that the caches hold.
 * @param left [rows, depth], perhaps transposed by its steps
 * @param out address of a [rows, columns] matrix
 */
export function addProduct(
  backend: WasmBackend,
  left: MatrixPlace,
  right: PackedMatrix,
  out: number,
  rows: number,
): void {
  const { multiply } = kernelsOf(backend);
  const { depth, columns } = right;
  const panels = backend.typedArrayFromHeap(right.panels).byteOffset;
  for (let k = 0; k < depth; k += blockDepth) {
    for (let row = 0; row < rows; row += blockRows) {
      multiply(
        left.address + row * left.rowStep + k * left.columnStep,
        left.rowStep,
        left.columnStep,
        panels + k * panelBytes,
        depth * panelBytes,
        out + row * columns * floatBytes,
        columns * floatBytes,
        Math.min(blockRows, rows - row),
        Math.min(blockDepth, depth - k),
        columns / panelColumns,
      );
    }
  }
}

export function release(backend: WasmBackend, ...matrices: readonly TensorInfo[]): void {
  for (const { dataId } of matrices) backend.disposeData(dataId);
}

export interface ProductInputs {
  readonly a: TensorInfo;
  readonly b: TensorInfo;
  readonly bias?: TensorInfo | undefined;
}

export interface ProductAttributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly activation?: string | null;
}

/** Products smaller than this are over before packing pays: multiplications. */
const leastWork = 2 ** 15;

/**
 * a · b, plus a bias for each column and through relu where asked, by our kernel.
 * @returns undefined where the product is small or batched, its columns do not fit the panels, or it asks for more
 */
export function ownProduct(
  backend: WasmBackend,
  { a, b, bias }: ProductInputs,
  { transposeA, transposeB, activation = 'linear' }: ProductAttributes,
): TensorInfo | undefined {
  const [aFirst, aSecond] = a.shape.slice(-2) as [number, number];
  const columns = b.shape.at(transposeB ? -2 : -1) as number;
  const [rows, depth] = transposeA ? [aSecond, aFirst] : [aFirst, aSecond];
  const isPlain =
    [a, b].every(
      ({ dtype, shape }) => dtype === 'float32' && shape.slice(0, -2).every((side) => side === 1),
    ) &&
    a.shape.length === b.shape.length &&
    (activation === 'linear' || activation === 'relu' || activation === null) &&
    (bias === undefined || bias.shape.at(-1) === columns);
  if (!isPlain || columns % panelColumns !== 0 || rows * depth * columns < leastWork) return undefined;
  const right = packMatrix(backend, b, transposeB);
  const result = backend.makeOutput([...a.shape.slice(0, -2), rows, columns], 'float32');
  const out = backend.typedArrayFromHeap(result);
  if (bias) fillRows(out, backend.typedArrayFromHeap(bias));
  else out.fill(0);
  addProduct(backend, placeOf(backend, a, transposeA), right, out.byteOffset, rows);
  release(backend, right.panels);
  if (activation === 'relu') for (let i = 0; i < out.length; i++) out[i] = Math.max(0, out[i] as number);
  return result;
}

function fillRows(out: Float32Array, row: Float32Array): void {
  for (let at = 0; at < out.length; at += row.length) out.set(row, at);
}
