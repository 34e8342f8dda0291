import { readFileSync } from 'node:fs';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { detachedTask, seededRandom } from '../../../../src/base/index.ts';
import { ComputeEngine, tf } from '../../../../src/compute/index.ts';
import type { HeadKind, ModelManifest } from '../../../../src/contract/index.ts';
import {
  Classifier,
  explainWindow,
  usualMethod,
  writeModel,
  type ExplainableNetwork,
  type ModelBundle,
  type ModelParts,
  type WindowInput,
} from '../../../../src/model/index.ts';
import { integratedGradient } from '../../../../src/model/explain/integrated-gradient.ts';
import golden from '../../../fixtures/model/explanation.json';
import network from '../../../fixtures/model/network.json';
import { smallParts, smallSize } from '../small-model.ts';
import { frames, isInSquare, redMeansFire, size } from './bright-square.ts';

vi.setConfig({ testTimeout: 60_000 });

let engine: ComputeEngine;
beforeAll(async () => {
  engine = await ComputeEngine.start('cpu', detachedTask());
});

async function classifierOf(parts: ModelParts): Promise<Classifier> {
  const { manifest, identity, files } = await writeModel(parts);
  return Classifier.create(
    { manifest, identity, files: new Map(files.map(({ path, bytes }) => [path, bytes])) },
    engine,
  );
}

const question = (label: string, method: 'gradient' | 'occlusion') => ({ label, method, batchSize: 16 });
const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0);

/** Three frames over five steps: the middle one is held for three. */
const held = [0, 1, 1, 1, 2];

function noise(count: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: count }, () => 2 * random() - 1);
}

describe('a network whose reasons are known', () => {
  let classifier: Classifier;
  const input: WindowInput = { frames: frames([false, true, false]), frameCount: 3, frameOf: held };
  beforeEach(async () => {
    classifier = await classifierOf(redMeansFire());
    return () => classifier[Symbol.dispose]();
  });

  test.each(['gradient', 'occlusion'] as const)(
    'by %s the evidence lies in the square, in its frames',
    async (method) => {
      const { maps, contributions } = await explainWindow(
        classifier,
        input,
        question('Fire', method),
        detachedTask(),
      );
      const { width, height, values } = maps;
      const at = values.indexOf(Math.max(...values));
      const place = at % (width * height);
      const middle = (cell: number, cells: number) => Math.floor(((cell + 0.5) * size) / cells);
      expect(isInSquare(middle(place % width, width), middle(Math.floor(place / width), height))).toBe(true);
      expect(held[Math.floor(at / (width * height))]).toBe(1);
      expect([...contributions].map((value) => value > 0.1)).toEqual([false, true, true, true, false]);
    },
  );

  test('the gradient’s evidence outside the square is exactly none', async () => {
    const { maps } = await explainWindow(classifier, input, question('Fire', 'gradient'), detachedTask());
    maps.values.forEach((value, at) => {
      const [x, y] = [2 * (at % 8), 2 * (Math.floor(at / 8) % 8)];
      const isSeen = held[Math.floor(at / 64)] === 1 && (isInSquare(x, y) || isInSquare(x + 1, y + 1));
      if (!isSeen) expect(value).toBe(0);
    });
  });

  test('masking the highlighted fifth lowers Fire more than masking any other place of its shape', async () => {
    const { maps } = await explainWindow(classifier, input, question('Fire', 'gradient'), detachedTask());
    const cells = 64;
    const chosen = (step: number) =>
      Array.from({ length: cells }, (_, cell) => cell)
        .sort((a, b) => (maps.values[step * cells + b] as number) - (maps.values[step * cells + a] as number))
        .slice(0, cells / 5);
    const logitWithout = async (shift: number) => {
      const masked = input.frames.slice();
      for (const cell of chosen(1)) {
        const place = (cell + shift) % cells;
        for (const [dx, dy] of [
          [0, 0],
          [1, 0],
          [0, 1],
          [1, 1],
        ] as const) {
          const at = ((1 * size + 2 * Math.floor(place / 8) + dy) * size + 2 * (place % 8) + dx) * 3;
          masked.set([-0.5, 0, -0.5], at);
        }
      }
      const rows = await classifier.embed(masked, 3);
      const window = Float32Array.from(held.flatMap((frame) => [...rows.subarray(frame * 4, frame * 4 + 4)]));
      return (await classifier.classify(window, 1))[0] as number;
    };
    const highlighted = await logitWithout(0);
    for (let shift = 1; shift < cells; shift++)
      expect(highlighted).toBeLessThanOrEqual(await logitWithout(shift));
    expect(highlighted).toBeLessThan((await logitWithout(32)) - 1);
  });
});

describe.each<HeadKind>(['hybrid', 'cnn', 'lstm'])('a %s model', (kind) => {
  const input: WindowInput = { frames: noise(3 * smallSize ** 2 * 3, 1), frameCount: 3, frameOf: held };

  test('places and steps add up to the logit beyond the baseline', async () => {
    using classifier = await classifierOf(smallParts(kind));
    expect(usualMethod(classifier)).toBe('gradient');
    const label = classifier.manifest.labels.indexOf('Fog');
    const found = await explainWindow(classifier, input, question('Fog', 'gradient'), detachedTask());
    const expected = (found.logits[label] as number) - found.baseline;
    // The rule of 64 points, on an LSTM whose random weights saturate it; float32.
    expect(Math.abs(sum(found.maps.values) - expected)).toBeLessThan(0.01);
    expect(Math.abs(sum(found.contributions) - expected)).toBeLessThan(0.01);
    expect(Math.abs(expected)).toBeGreaterThan(0.1);
    const side = kind === 'lstm' ? 16 : 8;
    expect([found.maps.width, found.maps.height]).toEqual([side, side]);
    expect(found.maps.values).toHaveLength(5 * side * side);
  });

  test('its logits are those of the analysis, to the bit', async () => {
    using classifier = await classifierOf(smallParts(kind));
    const length = classifier.manifest.backbone.featureLength;
    const features = await classifier.embed(input.frames, 3);
    const window = held.flatMap((frame) => [...features.subarray(frame * length, (frame + 1) * length)]);
    const expected = await classifier.classify(Float32Array.from(window), 1);
    for (const method of ['gradient', 'occlusion'] as const) {
      const { logits } = await explainWindow(classifier, input, question('Fire', method), detachedTask());
      expect([...logits]).toEqual([...expected]);
    }
  });

  test('no tensor is left behind, nor when it is stopped', async () => {
    using classifier = await classifierOf(smallParts(kind));
    const before = tf.memory().numTensors;
    await explainWindow(classifier, input, question('Fire', 'gradient'), detachedTask());
    await explainWindow(classifier, input, question('Fire', 'occlusion'), detachedTask());
    expect(tf.memory().numTensors).toBe(before);
    const abort = new AbortController();
    const stopped = explainWindow(classifier, input, question('Fire', 'occlusion'), {
      signal: abort.signal,
      onProgress: () => abort.abort(),
    });
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('a backbone that does not end in a map is explained by covering', async () => {
  using classifier = await classifierOf(smallParts());
  const blind: ExplainableNetwork = {
    manifest: classifier.manifest,
    mapShape: null,
    embed: (...given) => classifier.embed(...given),
    embedWithMaps: () => Promise.reject(new Error('no map')),
    classify: (...given) => classifier.classify(...given),
    logitGradient: () => Promise.reject(new Error('no gradient')),
  };
  const input: WindowInput = { frames: noise(3 * smallSize ** 2 * 3, 1), frameCount: 3, frameOf: held };
  const { method } = await explainWindow(
    blind,
    input,
    { label: 'Fire', method: 'auto', batchSize: 8 },
    detachedTask(),
  );
  expect(method).toBe('occlusion');
  const asked = explainWindow(blind, input, question('Fire', 'gradient'), detachedTask());
  await expect(asked).rejects.toMatchObject({ code: 'input-invalid' });
  const unknown = explainWindow(blind, input, question('Flood', 'occlusion'), detachedTask());
  await expect(unknown).rejects.toMatchObject({
    code: 'input-invalid',
    message: expect.stringContaining('Flood'),
  });
});

test('the shipped head’s steps count what PyTorch’s autograd says', async () => {
  using classifier = await Classifier.create(shippedBundle(), engine);
  const bytes = readFileSync('tests/fixtures/model/network.bin');
  const { offset, shape } = network.head.input;
  const [, steps, length] = shape as [number, number, number];
  const windowAt = (n: number) => {
    const from = bytes.byteOffset + offset + n * steps * length * 4;
    return new Float32Array(bytes.buffer.slice(from, from + steps * length * 4));
  };
  let worst = 0;
  for (const { window: n, label, contributions } of golden) {
    const window = windowAt(n);
    const gradient = await integratedGradient(classifier, window, label);
    contributions.forEach((expected, step) => {
      let found = 0;
      for (let i = step * length; i < (step + 1) * length; i++)
        found += (gradient[i] as number) * (window[i] as number);
      worst = Math.max(worst, Math.abs(found - expected));
    });
  }
  // 64 points against 2,000, float32 against float64.
  expect(worst).toBeLessThan(1e-3);
});

function shippedBundle(): ModelBundle {
  const read = (path: string) => {
    const bytes = readFileSync(`models/vigil-2/${path}`);
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  };
  const manifest = JSON.parse(new TextDecoder().decode(read('manifest.json'))) as ModelManifest;
  return {
    manifest,
    identity: { id: manifest.id, sha256: '' },
    files: new Map(manifest.files.map(({ path }) => [path, read(path)])),
  };
}
