import { f32x4, i32 } from './instructions.ts';
import type { MultiplyAdd } from './matrix-kernels.ts';
import { FunctionWriter, moduleBytes } from './wasm-module.ts';

/** a · b + c in one instruction where the browser has relaxed SIMD, else in two. */
export function quickestMultiplyAdd(): MultiplyAdd {
  const probe = new FunctionWriter('probe', []);
  const zero = f32x4.of(0);
  probe.emit(f32x4.store(i32.of(0), f32x4.relaxedMultiplyAdd(zero, zero, zero)));
  return WebAssembly.validate(moduleBytes([probe])) ? f32x4.relaxedMultiplyAdd : f32x4.multiplyAdd;
}
