import { AppError } from '../../../base/index.ts';
import { gatesKernel, slopesKernel } from './gate-kernels.ts';
import { f32x4, i32 } from './instructions.ts';
import { multiplyKernel, packKernel, type MultiplyAdd } from './matrix-kernels.ts';
import { adamKernel, addRowsKernel } from './update-kernels.ts';
import { FunctionWriter, moduleBytes, valueType } from './wasm-module.ts';

type Kernel = (...addressesAndSizes: number[]) => void;

/** The functions of the module; each is described where it is written. */
export type Kernels = Readonly<
  Record<
    | 'multiply'
    | 'pack'
    | 'gates_tanh'
    | 'gates_relu'
    | 'slopes_tanh'
    | 'slopes_relu'
    | 'adam'
    | 'addRows',
    Kernel
  >
>;

/** As Keras: β₁, β₂, ε. */
const adam = [0.9, 0.999, 1e-7] as const;

let compiled: WebAssembly.Module | null = null;

/**
 * The kernels over `memory`. They are written as WebAssembly where they are used, a few kilobytes, with fused
 * multiply-add where the browser has relaxed SIMD.
 * @throws AppError 'webassembly-unavailable' when the browser has no WebAssembly SIMD.
 */
export function bindKernels(memory: WebAssembly.Memory): Kernels {
  compiled ??= compile();
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as Kernels;
}

export function kernelBytes(multiplyAdd: MultiplyAdd): Uint8Array<ArrayBuffer> {
  return moduleBytes([
    multiplyKernel(multiplyAdd),
    packKernel(),
    gatesKernel('tanh', multiplyAdd),
    gatesKernel('relu', multiplyAdd),
    slopesKernel('tanh', multiplyAdd),
    slopesKernel('relu', multiplyAdd),
    adamKernel(...adam),
    addRowsKernel(),
  ]);
}

function compile(): WebAssembly.Module {
  try {
    return new WebAssembly.Module(kernelBytes(hasRelaxedSimd() ? f32x4.relaxedMultiplyAdd : f32x4.multiplyAdd));
  } catch (cause) {
    throw new AppError('webassembly-unavailable', 'This browser cannot train networks: it has no WebAssembly SIMD.', {
      remedy: 'Use a newer browser; the other models work here.',
      cause,
    });
  }
}

function hasRelaxedSimd(): boolean {
  const probe = new FunctionWriter('probe', []);
  const zero = f32x4.of(0);
  probe.emit(f32x4.store(i32.of(0), f32x4.relaxedMultiplyAdd(zero, zero, zero)));
  probe.local(valueType.i32);
  return WebAssembly.validate(moduleBytes([probe]));
}
