/**
 * Loads the exported model with TensorFlow.js (CPU backend) and compares it with the golden values.
 *
 *     node scripts/pretrain/verify.mjs models/vigil-2 tests/fixtures/model [folder whose node_modules holds tfjs]
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const [modelFolder, goldenFolder, tfjsFolder = '.'] = process.argv.slice(2);
const tf = createRequire(resolve(tfjsFolder, 'package.json'))('@tensorflow/tfjs');
await tf.setBackend('cpu');

async function load(part) {
  const json = JSON.parse(readFileSync(`${modelFolder}/${part}/model.json`, 'utf8'));
  const bytes = readFileSync(`${modelFolder}/${part}/weights.bin`);
  return tf.loadLayersModel({
    load: async () => ({
      modelTopology: json.modelTopology,
      weightSpecs: json.weightsManifest.flatMap(({ weights }) => weights),
      weightData: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
    }),
  });
}

const golden = JSON.parse(readFileSync(`${goldenFolder}/network.json`, 'utf8'));
const blob = readFileSync(`${goldenFolder}/network.bin`);
const values = ({ offset, shape }) => {
  const length = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(
    new Float32Array(blob.buffer.slice(blob.byteOffset + offset, blob.byteOffset + offset + 4 * length)),
    shape,
  );
};
const pixels = ({ offset, shape }) => {
  const length = shape.reduce((a, b) => a * b, 1);
  const bytes = new Uint8Array(blob.buffer, blob.byteOffset + offset, length);
  return tf.tensor(
    Float32Array.from(bytes, (v) => v * golden.scale + golden.offset),
    shape,
  );
};
const worst = (a, b) => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0];

const backbone = await load('backbone');
const head = await load('head');
const features = backbone.predict(pixels(golden.backbone.input));
console.log(
  'features: largest difference',
  worst(features, values(golden.backbone.features)),
  'of',
  tf.max(features).dataSync()[0],
);
const logits = head.predict(values(golden.head.input));
console.log('logits:   largest difference', worst(logits, values(golden.head.logits)));
const probabilities = tf.softmax(tf.div(logits, golden.temperature));
const difference = worst(probabilities, values(golden.head.probabilities));
console.log('probabilities: largest difference', difference);
const whole = tf.softmax(
  tf.div(head.predict(tf.expandDims(tf.gather(features, golden.endToEnd.order), 0)), golden.temperature),
);
const wholeDifference = worst(whole, values(golden.endToEnd.probabilities));
console.log('end to end:    largest difference', wholeDifference);
process.exitCode = difference < 1e-3 && wholeDifference < 1e-3 ? 0 : 1;
