import { AppError } from '../../base/index.ts';
import type { LayerJson } from '../head/index.ts';
import type { TailLayer } from './backbone-tail.ts';

/**
 * The last layers of a backbone from the beginning of its last `blocks` separable blocks (a depthwise convolution and
 * what follows it), as its topology tells them.
 * @param layers of the whole backbone in order
 * @throws AppError 'model-incompatible' when they are not a chain of layers that can be fitted here
 */
export function tailLayers(layers: readonly LayerJson[], blocks: number): TailLayer[] {
  const starts = layers.flatMap(({ class_name }, at) => (class_name === 'DepthwiseConv2D' ? [at] : []));
  const start = starts.at(-blocks);
  if (start === undefined || start < 2) throw refusal(`it has fewer than ${blocks} separable blocks to fit`);
  const tail = layers.slice(start).map((layer, n) => tailLayer(layer, layers[start + n - 1]?.name));
  if (tail.at(-1)?.kind !== 'average') throw refusal('it does not end in an average over the plane');
  return tail;
}

function tailLayer(
  { class_name, name, config, inbound_nodes }: LayerJson,
  before: string | undefined,
): TailLayer {
  const inputs = inbound_nodes.flatMap((node) => node.map(([from]) => from));
  if (inputs.length !== 1 || inputs[0] !== before) throw refusal(`${name} does not simply follow ${before}`);
  if (class_name === 'GlobalAveragePooling2D') return { kind: 'average', name };
  const kind = class_name === 'Conv2D' ? 'conv' : class_name === 'DepthwiseConv2D' ? 'depthwise' : undefined;
  const { strides, padding, activation, use_bias, dilation_rate = [1, 1], depth_multiplier = 1 } = config;
  const isKnown =
    isPair(strides) &&
    (padding === 'same' || padding === 'valid') &&
    (activation === 'linear' || activation === 'relu' || activation === 'relu6') &&
    use_bias === true &&
    String(dilation_rate) === '1,1' &&
    depth_multiplier === 1;
  if (kind === undefined || !isKnown)
    throw refusal(`the layer ${name} (${class_name}) is of a kind that is not fitted here`);
  return { kind, name, strides, pad: padding, activation };
}

function isPair(value: unknown): value is readonly [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every(Number.isInteger);
}

function refusal(reason: string): AppError {
  return new AppError('model-incompatible', `The backbone cannot be fine-tuned: ${reason}.`, {
    remedy: 'Train without deep fine-tuning, or start from a model that Vigil exported.',
  });
}
