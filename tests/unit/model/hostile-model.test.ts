import { zipSync } from 'fflate';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { AppError, detachedTask } from '../../../src/base/index.ts';
import { unpackModel, writeModel } from '../../../src/model/index.ts';
import { expectRefusal } from './expect-refusal.ts';
import { smallParts } from './small-model.ts';

type Files = Map<string, Uint8Array<ArrayBuffer>>;

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const decode = (bytes: Uint8Array | undefined) => JSON.parse(new TextDecoder().decode(bytes)) as unknown;

async function smallFiles(): Promise<Files> {
  const { files } = await writeModel(smallParts());
  return new Map(files.map(({ path, bytes }) => [path, new Uint8Array(bytes)]));
}

function zipped(files: Files): File {
  const bytes = zipSync(Object.fromEntries(files), { level: 0 });
  return new File([new Uint8Array(bytes)], 'own.vigil-model');
}

/** Sets a value deep in one of the JSON files; undefined takes the field away. */
function put(files: Files, file: string, path: readonly (string | number)[], value: unknown): void {
  const tree = decode(files.get(file));
  const last = path.at(-1) as string;
  const parent = path.slice(0, -1).reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], tree);
  (parent as Record<string, unknown>)[last] = value;
  files.set(file, encode(tree));
}

/** Lets the manifest state what the files are now: a harm that no hash tells of. */
function restate(files: Files): void {
  const listed = [...files].filter(([path]) => path !== 'manifest.json');
  const facts = listed.map(([path, bytes]) => ({
    path,
    sizeBytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }));
  put(files, 'manifest.json', ['files'], facts);
}

async function restated(change: (files: Files) => void): Promise<File> {
  const files = await smallFiles();
  change(files);
  restate(files);
  return zipped(files);
}

const manifest = 'manifest.json';
const layer = (n: number) => ['modelTopology', 'config', 'layers', n] as const;
const spec = (n: number) => ['weightsManifest', 0, 'weights', n] as const;

function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = { value };
  return value;
}

test('the unchanged model is taken', async () => {
  const { manifest: read } = await unpackModel(await restated(() => undefined), detachedTask().signal);
  expect(read.id).toBe('small');
});

test.each<[string, (files: Files) => void, string, RegExp]>([
  ['no manifest', (files) => files.delete(manifest), 'model-missing', /manifest.json in .*it is not there/],
  [
    'a weight file is missing',
    (files) => files.delete('head/weights.bin'),
    'model-missing',
    /head\/weights.bin in .*it is not there/,
  ],
  [
    'a manifest that is not JSON',
    (files) => files.set(manifest, new TextEncoder().encode('{"format":')),
    'model-incompatible',
    /manifest.json in .* is not valid JSON/,
  ],
  [
    'a manifest that is not UTF-8',
    (files) => files.set(manifest, Uint8Array.of(0xff, 0xfe, 0x7b)),
    'model-incompatible',
    /is not valid JSON/,
  ],
  [
    'a manifest beyond 2 MB',
    (files) => files.set(manifest, new Uint8Array(2.1e6).fill(0x20)),
    'model-incompatible',
    /manifest.json in .* is too large/,
  ],
  [
    'weights that are not those of the manifest',
    (files) => files.set('head/weights.bin', new Uint8Array(100)),
    'model-corrupt',
    /head\/weights.bin in .* its SHA-256 is not the one/,
  ],
])('refused: %s', async (_, change, code, sentence) => {
  const files = await smallFiles();
  change(files);
  await expectRefusal(zipped(files), code, sentence);
});

test.each<[string, (files: Files) => void, RegExp]>([
  [
    'another format',
    (files) => put(files, manifest, ['format'], 'tm-model'),
    /field "format" is missing or wrong/,
  ],
  ['null for a manifest', (files) => files.set(manifest, encode({ files: [] })), /field "format"/],
  [
    'an input size that would take all memory',
    (files) => put(files, manifest, ['backbone', 'inputSize'], 30_000),
    /an input size of 30000, more than 1024/,
  ],
  [
    'thresholds for a label that it does not have',
    (files) => put(files, manifest, ['thresholds', 'Flood'], { enter: 0.5, exit: 0.3 }),
    /thresholds for "Flood", which is none of its labels/,
  ],
  [
    'thresholds that are no numbers',
    (files) => put(files, manifest, ['thresholds', 'Fire'], { enter: 'high' }),
    /thresholds for Fire that are not numbers in their range/,
  ],
  ['no date', (files) => put(files, manifest, ['created'], 'soon'), /does not say when it was made/],
  ['no training record', (files) => put(files, manifest, ['training'], []), /no field "training"/],
  [
    'a training record a thousand levels deep',
    (files) => put(files, manifest, ['training', 'deep'], deep(1000)),
    /is nested too deeply/,
  ],
  [
    'endless names',
    (files) => put(files, manifest, ['name'], 'x'.repeat(1e5)),
    /has names that are too long/,
  ],
  [
    'a path that leads out',
    (files) => put(files, manifest, ['head', 'model'], '../../model.json'),
    /field "head.model" is missing or wrong/,
  ],
  [
    'a network that the manifest does not list',
    (files) => put(files, manifest, ['head', 'model'], 'other.json'),
    /manifest.json in .* does not list other.json/,
  ],
  [
    'more labels than the head has outputs',
    (files) => put(files, manifest, ['labels'], ['Fire', 'Normal', 'Fog', 'Flood']),
    /head\/model.json in .* has output \[3\], but its manifest says \[4\]/,
  ],
  [
    'other features than the head expects',
    (files) => put(files, manifest, ['backbone', 'featureLength'], 5),
    /backbone\/model.json in .* has output \[4\], but its manifest says \[5\]/,
  ],
  [
    'another window than the head expects',
    (files) => put(files, manifest, ['head', 'window'], 6),
    /head\/model.json in .* has input \[5,4\], but its manifest says \[6,4\]/,
  ],
  [
    'a weight of another shape than its layer needs',
    (files) => put(files, 'head/model.json', [...spec(0), 'shape'], [2, 6]),
    /stores frame_logits\/kernel as \[2,6\], but its layer needs \[4,3\]/,
  ],
  [
    'a layer with more units than it has weights',
    (files) => put(files, 'head/model.json', [...layer(3), 'config', 'units'], 1e6),
    /stores project\/kernel as \[4,96\], but its layer needs \[4,1000000\]/,
  ],
  [
    'a weight of a layer that is not there',
    (files) => put(files, 'head/model.json', [...spec(0), 'name'], 'ghost/kernel'),
    /stores the weight ghost\/kernel, which none of its layers has/,
  ],
  [
    'a weight too few',
    (files) => put(files, 'head/model.json', ['weightsManifest', 0, 'weights'], []),
    /lacks the weight frame_logits\/kernel/,
  ],
  [
    'a negative shape',
    (files) => put(files, 'head/model.json', [...spec(0), 'shape'], [-4, -3]),
    /a list of weights that Vigil cannot read/,
  ],
  [
    'a storage that nobody knows',
    (files) => put(files, 'head/model.json', [...spec(0), 'dtype'], 'complex64'),
    /stores frame_logits\/kernel as complex64, which Vigil does not read/,
  ],
  [
    'weights in a file that the manifest does not list',
    (files) => put(files, 'head/model.json', ['weightsManifest', 0, 'paths', 0], 'other.bin'),
    /head\/model.json in .* needs head\/other.bin, which its manifest does not list/,
  ],
  [
    'more bytes than weights',
    (files) => files.set('head/weights.bin', new Uint8Array(1e6)),
    /holds more bytes than its weights/,
  ],
  [
    'fewer bytes than weights',
    (files) => files.set('head/weights.bin', new Uint8Array(100)),
    /ends within the weight project\/kernel/,
  ],
  [
    'NaN among the weights of the head',
    (files) => new DataView(files.get('head/weights.bin')?.buffer as ArrayBuffer).setFloat32(8, NaN, true),
    /not finite in frame_logits\/kernel/,
  ],
  [
    'Infinity among the weights of the backbone',
    (files) =>
      new DataView(files.get('backbone/weights.bin')?.buffer as ArrayBuffer).setUint16(8, 0x7c00, true),
    /not finite in conv\/kernel/,
  ],
  [
    'a layer that runs code',
    (files) => put(files, 'backbone/model.json', [...layer(1), 'class_name'], 'Lambda'),
    /has a layer "Lambda", which Vigil does not run/,
  ],
  [
    'a layer named like a property of every object',
    (files) => put(files, 'backbone/model.json', [...layer(1), 'class_name'], 'constructor'),
    /has a layer "constructor", which Vigil does not run/,
  ],
  [
    'an activation that nobody knows',
    (files) => put(files, 'backbone/model.json', [...layer(1), 'config', 'activation'], 'eval'),
    /gives the layer conv a "activation" that Vigil cannot build/,
  ],
  [
    'a layer that feeds itself',
    (files) => put(files, 'backbone/model.json', [...layer(1), 'inbound_nodes'], [[['conv', 0, 0, {}]]]),
    /joins the layer conv to one that does not stand before it/,
  ],
  [
    'two outputs',
    (files) =>
      put(
        files,
        'head/model.json',
        ['modelTopology', 'config', 'output_layers'],
        [
          ['logits', 0, 0],
          ['lstm', 0, 0],
        ],
      ),
    /has not one input and one output/,
  ],
  [
    'a network that is a list',
    (files) => files.set('head/model.json', encode([])),
    /head\/model.json in .* has no network/,
  ],
  [
    'a network that is not JSON',
    (files) => files.set('head/model.json', new Uint8Array(9)),
    /head\/model.json in .* is not valid JSON/,
  ],
])('refused though its hashes are right: %s', async (_, change, sentence) => {
  await expectRefusal(await restated(change), 'model-incompatible', sentence);
});

test('whatever stands in place of any field, the answer is a sentence or a model, never a defect', async () => {
  const originals = await smallFiles();
  const replacements = [null, 1e308, [[]], 'x'];
  let refused = 0;
  for (const file of [manifest, 'head/model.json', 'backbone/model.json']) {
    for (const path of pathsOf(decode(originals.get(file)))) {
      for (const value of replacements) {
        const files = new Map(originals);
        put(files, file, path, value);
        if (file !== manifest) restate(files);
        const answer = await unpackModel(zipped(files), detachedTask().signal).catch(
          (thrown: unknown) => thrown,
        );
        if (!(answer instanceof Error)) continue;
        expect(answer, `${file} ${path.join('.')} = ${JSON.stringify(value)}`).toBeInstanceOf(AppError);
        refused++;
      }
    }
  }
  expect(refused).toBeGreaterThan(300);
}, 60_000);

function pathsOf(value: unknown): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    [key],
    ...pathsOf(inner).map((rest) => [key, ...rest]),
  ]);
}
