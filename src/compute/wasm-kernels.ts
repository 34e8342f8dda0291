import * as tf from '@tensorflow/tfjs';
import type { KernelConfig, NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs';
import {
  ownProduct,
  release,
  type ProductAttributes,
  type ProductInputs,
  type WasmBackend,
} from './matrix-product.ts';

/*
 * What tfjs-backend-wasm 4.22 lacks for training (tensorflow/tfjs issue 8474): the gradient kernels of convolutions,
 * and a quick transposed matrix product (its own falls into a naive loop). The former are composed from kernels that
 * the backend has. Registering the gradient of Conv2D instead does not help: layers go through the fused custom gradient.
 */

const backendName = 'wasm';

interface ConvolutionAttributes {
  readonly strides: [number, number] | number;
  readonly dilations?: [number, number] | number;
  readonly pad: 'valid' | 'same' | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly filterShape: [number, number, number, number];
  readonly inputShape: [number, number, number, number];
}

type ConvolutionInfo = tf.backend_util.Conv2DInfo;

/** Registers the missing kernels once; further calls do nothing. */
export function completeWasmKernels(): void {
  if (tf.getKernel('Conv2DBackpropFilter', backendName)) return;
  quickenProduct();
  quickenFusedProduct();
  register('Conv2DBackpropFilter', convolutionFilterGradient);
  register('DepthwiseConv2dNativeBackpropFilter', depthwiseFilterGradient);
  register('DepthwiseConv2dNativeBackpropInput', depthwiseInputGradient);
}

/** BatchMatMul by our own kernel where it pays; else XNNPACK's, which takes no transposed side: it is turned before. */
function quickenProduct(): void {
  const product = tf.getKernel('BatchMatMul', backendName);
  const transpose = tf.getKernel('Transpose', backendName);
  if (!product || !transpose) return;
  tf.unregisterKernel('BatchMatMul', backendName);
  tf.registerKernel({
    ...product,
    kernelFunc: ({ inputs, backend, attrs }) => {
      const { transposeA, transposeB } = attrs as unknown as ProductAttributes;
      const { a, b } = inputs as { a: TensorInfo; b: TensorInfo };
      const own = ownProduct(
        backend as WasmBackend,
        inputs as unknown as ProductInputs,
        attrs as unknown as ProductAttributes,
      );
      if (own) return own;
      const temporary: TensorInfo[] = [];
      const transposed = (x: TensorInfo): TensorInfo => {
        const rank = x.shape.length;
        const perm = Array.from({ length: rank }, (_, axis) => axis);
        perm[rank - 1] = rank - 2;
        perm[rank - 2] = rank - 1;
        const result = transpose.kernelFunc({ inputs: { x }, backend, attrs: { perm } }) as TensorInfo;
        temporary.push(result);
        return result;
      };
      const sides = { a: transposeA ? transposed(a) : a, b: transposeB ? transposed(b) : b };
      const straight = { transposeA: false, transposeB: false };
      const result = product.kernelFunc({ inputs: sides, backend, attrs: straight });
      release(backend as WasmBackend, ...temporary);
      return result;
    },
  });
}

/** The product with bias and activation, likewise. */
function quickenFusedProduct(): void {
  const product = tf.getKernel('_FusedMatMul', backendName);
  if (!product) return;
  tf.unregisterKernel('_FusedMatMul', backendName);
  tf.registerKernel({
    ...product,
    kernelFunc: (call) =>
      ownProduct(
        call.backend as WasmBackend,
        call.inputs as unknown as ProductInputs,
        call.attrs as unknown as ProductAttributes,
      ) ?? product.kernelFunc(call),
  });
}

type Composition = (inputs: Record<string, tf.Tensor4D>, attributes: ConvolutionAttributes) => tf.Tensor;

function register(kernelName: string, compose: Composition): void {
  const config: KernelConfig = {
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs }: { inputs: NamedTensorInfoMap; attrs?: NamedAttrMap }) =>
      tf.tidy(() =>
        compose(inputs as unknown as Record<string, tf.Tensor4D>, attrs as unknown as ConvolutionAttributes),
      ),
  };
  tf.registerKernel(config);
}

/** dL/dW of a 2-D convolution, NHWC: for each tap, the input seen by that tap against the output gradient. */
function convolutionFilterGradient(
  { x, dy }: Record<string, tf.Tensor4D>,
  { strides, pad, dimRoundingMode, filterShape }: ConvolutionAttributes,
): tf.Tensor {
  const input = x as tf.Tensor4D;
  const info = tf.backend_util.computeConv2DInfo(input.shape, filterShape, strides, 1, pad, dimRoundingMode);
  const gradient = (dy as tf.Tensor4D).reshape([-1, info.outChannels]);
  const product = (seen: tf.Tensor4D) =>
    tf.matMul(seen.reshape([-1, info.inChannels]), gradient as tf.Tensor2D, true, false);
  const pointwise =
    info.filterHeight * info.filterWidth === 1 && info.strideHeight === 1 && info.strideWidth === 1;
  if (pointwise) return product(input).reshape(filterShape);
  return tf.stack(inputsByTap(input, info).map(product)).reshape(filterShape);
}

/** dL/dW of a depthwise convolution with channel multiplier 1, NHWC. */
function depthwiseFilterGradient(
  { x, dy }: Record<string, tf.Tensor4D>,
  { strides, dilations = 1, pad, dimRoundingMode, filterShape }: ConvolutionAttributes,
): tf.Tensor {
  const input = x as tf.Tensor4D;
  const info = tf.backend_util.computeConv2DInfo(
    input.shape,
    filterShape,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    true,
  );
  const perTap = (seen: tf.Tensor4D) =>
    tf.sum(tf.mul(seen, dy as tf.Tensor4D).reshape([-1, info.inChannels]), 0);
  return tf.stack(inputsByTap(input, info).map(perTap)).reshape(filterShape);
}

/** dL/dx of a depthwise convolution: spread the output gradient by the stride, convolve with the flipped filter. */
function depthwiseInputGradient(
  { dy, filter }: Record<string, tf.Tensor4D>,
  { strides, dilations = 1, pad, dimRoundingMode, inputShape }: ConvolutionAttributes,
): tf.Tensor {
  const taps = filter as tf.Tensor4D;
  const info = tf.backend_util.computeConv2DInfo(
    inputShape,
    taps.shape,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    true,
  );
  const spread = spreadByStride(dy as tf.Tensor4D, info);
  const [, height = 0, width = 0] = spread.shape;
  const top = info.filterHeight - 1 - info.padInfo.top;
  const left = info.filterWidth - 1 - info.padInfo.left;
  const padded = tf.pad(spread, [
    [0, 0],
    [top, info.inHeight - height - top + info.filterHeight - 1],
    [left, info.inWidth - width - left + info.filterWidth - 1],
    [0, 0],
  ]);
  return tf.depthwiseConv2d(padded, tf.reverse(taps, [0, 1]), 1, 'valid');
}

/** For each filter tap (row by row), the strided view of the padded input that it multiplies: [N, outH, outW, C]. */
function inputsByTap(x: tf.Tensor4D, info: ConvolutionInfo): tf.Tensor4D[] {
  const { top, bottom, left, right } = info.padInfo;
  const padded = tf.pad(x, [
    [0, 0],
    [top, Math.max(bottom, 0)],
    [left, Math.max(right, 0)],
    [0, 0],
  ]);
  const views: tf.Tensor4D[] = [];
  for (let row = 0; row < info.filterHeight; row++) {
    for (let column = 0; column < info.filterWidth; column++) {
      const end = [
        info.batchSize,
        row + (info.outHeight - 1) * info.strideHeight + 1,
        column + (info.outWidth - 1) * info.strideWidth + 1,
        info.inChannels,
      ];
      views.push(
        tf.stridedSlice(padded, [0, row, column, 0], end, [
          1,
          info.strideHeight,
          info.strideWidth,
          1,
        ]) as tf.Tensor4D,
      );
    }
  }
  return views;
}

/** Puts stride − 1 zeros between the rows and columns of a gradient. */
function spreadByStride(dy: tf.Tensor4D, info: ConvolutionInfo): tf.Tensor4D {
  const { batchSize: n, outHeight: h, outWidth: w, outChannels: c, strideHeight, strideWidth } = info;
  if (strideHeight === 1 && strideWidth === 1) return dy;
  return tf
    .pad(dy.reshape([n * h, 1, w, c]), [
      [0, 0],
      [0, strideHeight - 1],
      [0, 0],
      [0, (strideWidth - 1) * c],
    ])
    .reshape([n, h * strideHeight, w * strideWidth, c])
    .slice([0, 0, 0, 0], [n, (h - 1) * strideHeight + 1, (w - 1) * strideWidth + 1, c]) as tf.Tensor4D;
}
