import { describe, expect, test } from 'vitest';
import { detachedTask, softmaxRows } from '../../../src/base/index.ts';
import { ComputeEngine } from '../../../src/compute/index.ts';
import type { BackendName } from '../../../src/contract/index.ts';
import { Classifier, readModel } from '../../../src/model/index.ts';
import golden from '../../fixtures/model/network.json';
import binUrl from '../../fixtures/model/network.bin?url';

/*
 * The shipped model in TensorFlow.js against PyTorch, which trained it: scripts/pretrain/golden.py made the values from
 * synthetic pictures. The software WebGPU adapter is too slow for the whole backbone; the toy model covers it.
 */

interface Part {
  readonly offset: number;
  readonly shape: readonly number[];
}

const length = ({ shape }: Part) => shape.reduce((a, b) => a * b, 1);

async function bin(): Promise<ArrayBuffer> {
  return (await fetch(binUrl)).arrayBuffer();
}

function floats(all: ArrayBuffer, part: Part): Float32Array {
  return new Float32Array(all.slice(part.offset, part.offset + length(part) * 4));
}

function worst(actual: Float32Array, expected: Float32Array): number {
  return expected.reduce((max, value, i) => Math.max(max, Math.abs((actual[i] ?? NaN) - value)), 0);
}

async function shippedOn(backend: BackendName): Promise<Classifier> {
  const engine = await ComputeEngine.start(backend, detachedTask());
  const url = new URL(`/models/${golden.model}/`, location.href).href;
  return Classifier.create(await readModel({ kind: 'url', url }, new AbortController().signal), engine);
}

describe.each(['wasm', 'cpu'] as const)('on %s', (backend) => {
  test('features, logits and probabilities are PyTorch’s', async () => {
    using classifier = await shippedOn(backend);
    const all = await bin();
    const { backbone, head, temperature, tolerance } = golden;
    const pixels = new Uint8Array(all, backbone.input.offset, length(backbone.input));
    const input = Float32Array.from(pixels, (value) => value * golden.scale + golden.offset);
    const features = await classifier.embed(input, backbone.input.shape[0] as number);
    expect(worst(features, floats(all, backbone.features))).toBeLessThanOrEqual(tolerance.features);

    const logits = await classifier.classify(floats(all, head.input), head.input.shape[0] as number);
    const labels = classifier.manifest.labels.length;
    const probabilities = softmaxRows(logits, labels, temperature);
    expect(worst(probabilities, floats(all, head.probabilities))).toBeLessThanOrEqual(
      tolerance.probabilities,
    );

    const row = classifier.manifest.backbone.featureLength;
    const window = new Float32Array(golden.endToEnd.order.length * row);
    for (const [step, picture] of golden.endToEnd.order.entries()) {
      window.set(features.subarray(picture * row, (picture + 1) * row), step * row);
    }
    const endToEnd = softmaxRows(await classifier.classify(window, 1), labels, temperature);
    expect(worst(endToEnd, floats(all, golden.endToEnd.probabilities))).toBeLessThanOrEqual(
      tolerance.probabilities,
    );
  });
});

test('the model is small enough to ship', async () => {
  using classifier = await shippedOn('wasm');
  const bytes = classifier.manifest.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  expect(bytes).toBeLessThanOrEqual(8e6);
  expect(classifier.manifest.calibration.temperature).toBe(golden.temperature);
});
