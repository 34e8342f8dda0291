import { AppError } from '../app-error.ts';
import {
  moduleBytes,
  multiplyKernel,
  packKernel,
  quickestMultiplyAdd,
  type MultiplyAdd,
} from '../wasm-code/index.ts';
import { gatesKernel, slopesKernel } from './gate-kernels.ts';
import { unpackKernel } from './unpack-kernel.ts';
import { adamKernel, addRowsKernel } from './update-kernels.ts';

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
    | 'addRows'
    | 'unpack',
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
    unpackKernel(),
  ]);
}

/** Whether {@link bindKernels} works here. */
export function hasKernels(): boolean {
  return WebAssembly.validate(kernelBytes(quickestMultiplyAdd()));
}

function compile(): WebAssembly.Module {
  try {
    return new WebAssembly.Module(kernelBytes(quickestMultiplyAdd()));
  } catch (cause) {
    throw new AppError(
      'webassembly-unavailable',
      'This browser cannot train networks: it has no WebAssembly SIMD.',
      {
        remedy: 'Use a newer browser; what is no network works here.',
        cause,
      },
    );
  }
}
