import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-webgpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plainUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { registerLstmKernels } from './lstm-kernels.ts';
import { completeWasmKernels } from './wasm-kernels.ts';

/**
 * The one place where TensorFlow.js enters: paths to our own origin, kernels completed, threads off. The threaded
 * WASM backend starts its workers from the text of a function, which a minifier breaks: it then waits for ever.
 */
let prepared = false;

export function prepareTensorflow(): void {
  if (prepared) return;
  prepared = true;
  tf.enableProdMode();
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths({
    'tfjs-backend-wasm.wasm': plainUrl,
    'tfjs-backend-wasm-simd.wasm': simdUrl,
    // The backend insists on an address for each binary; with threads off it never asks for this one.
    'tfjs-backend-wasm-threaded-simd.wasm': simdUrl,
  });
  completeWasmKernels();
  registerLstmKernels();
}

export { tf };
