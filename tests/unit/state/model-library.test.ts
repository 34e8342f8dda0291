import { beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../../src/base/index.ts';
import type { LoadedModel, ModelFiles, ModelSource } from '../../../src/contract/index.ts';
import { Engine } from '../../../src/state/engine.svelte.ts';
import { ModelLibrary, type LibraryParts } from '../../../src/state/model-library.svelte.ts';
import { Notices } from '../../../src/state/notices.svelte.ts';
import { visitModels } from '../../../src/state/visit-models.ts';
import { manifest, MemorySettings, ScriptedAnalysis } from './fakes.ts';

let settings: MemorySettings;
let notices: Notices;
let models: LibraryParts['models'];
let service: FakeService;

function files(name: string, sha256: string): ModelFiles {
  return {
    manifest: { ...manifest, id: name, name },
    identity: { id: name, sha256 },
    files: [
      { path: 'manifest.json', bytes: new ArrayBuffer(2) },
      { path: 'head/weights.bin', bytes: new ArrayBuffer(3) },
    ],
  };
}

/** Reads each file as a model of its name; a file called hostile is refused. */
class FakeService extends ScriptedAnalysis {
  readonly loaded: ModelSource[] = [];
  readonly packed: ModelSource[] = [];
  failsToLoad = false;

  override async readModel(source?: ModelSource): Promise<ModelFiles> {
    const name = source?.kind === 'files' ? (source.files[0]?.name ?? '') : '';
    if (name.startsWith('hostile'))
      throw new AppError('model-incompatible', `${name} is not a Vigil model file.`, {
        remedy: 'Choose another.',
      });
    return files(name.replace('.vigil-model', ''), `sha-${name}`);
  }
  override async packModel(source?: ModelSource): Promise<Uint8Array<ArrayBuffer>> {
    if (source) this.packed.push(source);
    return Uint8Array.of(1, 2);
  }
  override async loadModel(source?: ModelSource): Promise<LoadedModel> {
    if (this.failsToLoad) throw new AppError('model-corrupt', 'It is damaged.');
    if (source) this.loaded.push(source);
    return super.loadModel();
  }
}

beforeEach(() => {
  settings = new MemorySettings();
  notices = new Notices();
  models = visitModels();
  service = new FakeService();
});

/** A library as a page makes it; a second one is the next visit. */
function library(): ModelLibrary {
  let clock = 100;
  return new ModelLibrary({
    shelf: { list: async () => ['vigil-test', 'vigil-old'], url: (id) => `models/${id}/` },
    readShipped: async (url) => {
      const id = url.split('/')[1] ?? '';
      return { manifest: { ...manifest, id, name: id }, identity: { id, sha256: id } };
    },
    models,
    service,
    settings,
    notices,
    now: () => clock++,
  });
}

const file = (name: string) => new File(['x'], `${name}.vigil-model`);
const names = ({ list }: ModelLibrary) => list.map(({ name }) => name);

test('the shipped models come first, and the first of them is used until another is chosen', async () => {
  const own = library();
  await own.load();
  expect(names(own)).toEqual(['vigil-test', 'vigil-old']);
  expect(own.chosenKey).toBe('shipped:vigil-test');
  expect(await own.chosenSource()).toEqual({ kind: 'url', url: 'models/vigil-test/' });
});

describe('import', () => {
  test('takes files in, newest first, and gives a second of one name a number', async () => {
    const own = library();
    await own.import([file('yard'), file('gate')]);
    service.readModel = async () => files('yard', 'other');
    await own.import([file('again')]);
    expect(names(own)).toEqual(['vigil-test', 'vigil-old', 'yard (2)', 'gate', 'yard']);
    expect(own.list[2]).toMatchObject({ key: 'other', source: 'imported', note: '', runId: null });
  });

  test('tells each refusal and goes on with the next file', async () => {
    const own = library();
    const key = await own.import([file('hostile'), file('yard')]);
    expect(key).toBe('sha-yard.vigil-model');
    expect(notices.list.map(({ message }) => message)).toEqual([
      'hostile.vigil-model is not a Vigil model file.',
    ]);
    expect(own.importing).toBeNull();
  });

  test('the files of one folder are one model', async () => {
    const read: ModelSource[] = [];
    service.readModel = async (source?: ModelSource) => {
      if (source) read.push(source);
      return files('folder', 'f');
    };
    const own = library();
    await own.import([new File([''], 'weights.bin'), new File([''], 'manifest.json')]);
    expect(read).toHaveLength(1);
    expect(names(own)).toContain('folder');
  });

  test('a model that is here already is not added again', async () => {
    const own = library();
    await own.import([file('yard')]);
    await own.rename('sha-yard.vigil-model', 'North yard');
    expect(await own.import([file('yard')])).toBe('sha-yard.vigil-model');
    expect(names(own)).toEqual(['vigil-test', 'vigil-old', 'North yard']);
    expect(notices.list[0]?.message).toContain('already here as “North yard”');
  });
});

describe('the choice', () => {
  test('is found again at the next visit, and the model comes from its stored bytes', async () => {
    const before = library();
    const key = (await before.import([file('yard')])) as string;
    before.choose(key);
    const after = library();
    const source = await after.chosenSource();
    expect(after.chosenKey).toBe(key);
    const found = source.kind === 'files' ? source.files.map(({ name, size }) => [name, size]) : [];
    expect(found).toEqual([
      ['manifest.json', 2],
      ['head__weights.bin', 3],
    ]);
  });

  test('gives way to the shipped model when it is gone, and says so', async () => {
    settings.put('model', 'sha-of-a-deleted-one');
    const own = library();
    expect(await own.chosenSource()).toEqual({ kind: 'url', url: 'models/vigil-test/' });
    expect(notices.list[0]?.message).toMatch(/no longer on this device; vigil-test is used instead/);
    expect(await settings.get('model')).toBe('shipped:vigil-test');
  });

  test('gives way too when the bytes vanish between list and use', async () => {
    const own = library();
    const key = (await own.import([file('yard')])) as string;
    own.choose(key);
    await models.delete(key);
    expect(await own.chosenSource()).toMatchObject({ kind: 'url' });
    expect(own.chosenKey).toBe('shipped:vigil-test');
  });
});

test('names and notes are trimmed and kept; an empty name changes nothing', async () => {
  const own = library();
  const key = (await own.import([file('yard')])) as string;
  await own.rename(key, '  Gate  ');
  await own.rename(key, '   ');
  await own.annotate(key, ' good at night ');
  const again = library();
  await again.load();
  expect(again.find(key)).toMatchObject({ name: 'Gate', note: 'good at night' });
});

test('a trained model is kept with its run', async () => {
  const own = library();
  await own.load();
  const key = await own.keep(files('run', 'trained'), 'Night', 'run-1');
  expect(own.find(key)).toMatchObject({ name: 'Night', source: 'trained', runId: 'run-1' });
});

test('packing takes a shipped model from its folder, an own one from storage, and names the file after it', async () => {
  const own = library();
  const key = (await own.import([file('yard')])) as string;
  await own.rename(key, 'Yard, north / 2');
  expect((await own.pack('shipped:vigil-old'))?.name).toBe('vigil-old.vigil-model');
  expect((await own.pack(key))?.name).toBe('yard-north-2.vigil-model');
  expect(service.packed.map(({ kind }) => kind)).toEqual(['url', 'files']);
  expect(await own.pack('gone')).toBeNull();
  expect(notices.list[0]?.message).toBe('This model is no longer on this device.');
});

test('a deleted model is gone from the list', async () => {
  const own = library();
  const key = (await own.import([file('yard')])) as string;
  await own.delete(key);
  expect(names(own)).toEqual(['vigil-test', 'vigil-old']);
});

describe('the engine', () => {
  test('loads the choice at its start, and another one without a new backend', async () => {
    const own = library();
    const engine = new Engine(service, own, notices, async () => undefined);
    await engine.reloadModel();
    expect(service.loaded).toEqual([]);
    await engine.start('auto');
    own.choose('shipped:vigil-old');
    await engine.reloadModel();
    expect(service.loaded).toEqual([
      { kind: 'url', url: 'models/vigil-test/' },
      { kind: 'url', url: 'models/vigil-old/' },
    ]);
    expect(engine.status).toBe('ready');
  });

  test('keeps the model before when another cannot be loaded', async () => {
    const own = library();
    const engine = new Engine(service, own, notices, async () => undefined);
    const model = await engine.start('auto');
    service.failsToLoad = true;
    await expect(engine.reloadModel()).rejects.toMatchObject({ code: 'model-corrupt' });
    expect(engine.status).toBe('ready');
    expect(await engine.start('auto')).toBe(model);
  });
});
