import type { Task } from '../../../src/base/index.ts';
import type {
  ClassificationReport,
  DatasetClip,
  DatasetSplit,
  EpochFigures,
  ExaminedFile,
  FitStage,
  ModelFiles,
  SourceFile,
  SplitPart,
  TrainingOutcome,
  TrainingRequest,
  TrainingService,
  TrainingSettings,
  TrainingUpdate,
} from '../../../src/contract/index.ts';
import type { DatasetArchive } from '../../../src/state/dataset-draft.svelte.ts';
import type { DatasetRules } from '../../../src/state/dataset-rules.ts';
import type { RunArchive } from '../../../src/state/training-history.svelte.ts';
import { summariseRun, type StoredDataset, type StoredRun } from '../../../src/storage/index.ts';
import { manifest, model, report } from './fakes.ts';

export function source(path: string, content = path): SourceFile {
  const name = path.split('/').at(-1) as string;
  return { path, file: new File([content], name, { lastModified: 1 }) };
}

/** Not a hash, but as good: the same for the same content, and of the right length. */
export async function fakeHash(file: File): Promise<string> {
  return (await file.text()).padEnd(64, '0').slice(0, 64);
}

export const settings: TrainingSettings = {
  heads: ['hybrid'],
  epochs: 3,
  batchSize: 4,
  learningRate: 0.001,
  schedule: 'cosine',
  patience: 3,
  dropout: 0,
  labelSmoothing: 0,
  loss: 'cross-entropy',
  q: 0.7,
  classWeights: true,
  seed: 1,
  augmentation: { variants: 0, flip: true, crop: true, colour: true, timeJitter: true },
  denoise: false,
  window: 8,
  hop: 4,
  start: 'shipped',
  deep: null,
  folds: 0,
  shuffledComparison: false,
};

/** The first folder is the label, the second the group; every third clip of a label is for the test. */
export const rules: DatasetRules = {
  assemble: (files) =>
    files.map((file) => {
      const [label = '', group = ''] = file.path.split('/');
      return { ...file, label, group, groupFrom: 'folder' as const };
    }),
  findings: (clips) =>
    clips.length < 3
      ? [{ kind: 'few-clips', severity: 'stop', message: 'Three clips are the least.', paths: [] }]
      : [],
  labels: (clips) => [...new Set(clips.map(({ label }) => label))].sort(),
  split: splitInTurn,
};

function splitInTurn(clips: readonly DatasetClip[], seed: number): DatasetSplit {
  const order: SplitPart[] = ['train', 'validation', 'test'];
  const used = clips.filter(({ excluded }) => !excluded);
  const parts = Object.fromEntries(used.map(({ path }, at) => [path, order[(at + seed) % 3] as SplitPart]));
  return { by: 'group', seed, parts, counts: {}, notes: [] };
}

export function epochOf(epoch: number): EpochFigures {
  return {
    epoch,
    trainLoss: 1 / epoch,
    validationLoss: 1 / epoch,
    validationAccuracy: 0.5,
    validationMacroF1: 0.5,
    learningRate: 0.001,
    seconds: 2,
    windowsPerSecond: 10,
    tensors: 12,
    tensorBytes: 4096,
    isBest: true,
  };
}

const figures: ClassificationReport = {
  clips: 2,
  accuracy: 1,
  balancedAccuracy: 1,
  macroF1: 1,
  anomalyAuc: null,
  logLoss: 0.1,
  mse: 0.01,
  ece: 0.02,
  perClass: {},
  confusion: [],
  intervals95: {
    accuracy: [0.5, 1],
    balancedAccuracy: null,
    macroF1: [0.4, 1],
    anomalyAuc: null,
    logLoss: null,
    mse: null,
    ece: null,
  },
};

export const outcome: TrainingOutcome = {
  results: [
    {
      head: 'hybrid',
      epochs: 3,
      bestEpoch: 3,
      ended: 'epochs',
      history: [1, 2, 3].map(epochOf),
      temperature: 1,
      thresholds: {},
      validation: figures,
      test: figures,
      predictions: [],
    },
  ],
  comparisons: [],
  before: null,
  folds: null,
  shuffled: null,
  alarms: [],
  unreadable: [],
};

export const trained: ModelFiles = { manifest, identity: { id: 'mine', sha256: 'a'.repeat(64) }, files: [] };

export const hybridStage: FitStage = { name: 'hybrid', head: 'hybrid', kind: 'head' };

/** A service that remembers the epochs of each run, as checkpoints do. */
export class ScriptedTraining implements TrainingService {
  readonly requests: TrainingRequest[] = [];
  readonly epochsDone = new Map<string, number>();
  /** Waits before an epoch, so that a test can step in. */
  beforeEpoch: (epoch: number, signal: AbortSignal) => Promise<void> = async () => undefined;
  started = 0;

  async start() {
    this.started += 1;
    return report;
  }
  async loadModel() {
    return model;
  }
  async *examine(
    files: readonly SourceFile[],
    _decoder: unknown,
    { signal }: Task,
  ): AsyncGenerator<ExaminedFile, void> {
    for (const { path, file } of files) {
      await Promise.resolve();
      signal.throwIfAborted();
      const sizeBytes = file.size;
      if (path.includes('broken')) {
        yield { kind: 'unreadable', path, sizeBytes, reason: `“${file.name}” is not a video.` };
        continue;
      }
      const fingerprint = { frames: ['0'.repeat(16)], background: '0'.repeat(16) };
      const sha256 = await fakeHash(file);
      yield {
        kind: 'readable',
        path,
        sha256,
        sizeBytes,
        media: 'video',
        width: 640,
        height: 360,
        duration: 4,
        decoder: 'test',
        fingerprint,
      };
    }
  }
  async *train(request: TrainingRequest, { signal }: Task): AsyncGenerator<TrainingUpdate, void> {
    this.requests.push(request);
    const { runId, settings: wanted } = request.plan;
    const total = request.plan.clips.length;
    yield { kind: 'features', done: total, total, cached: 0 };
    yield { kind: 'fit-started', stage: hybridStage, epochs: wanted.epochs, windows: 20 };
    const before = this.epochsDone.get(runId) ?? 0;
    for (let epoch = 1; epoch <= before; epoch++)
      yield { kind: 'epoch', stage: hybridStage, figures: epochOf(epoch) };
    for (let epoch = before + 1; epoch <= wanted.epochs && !request.stopFitting; epoch++) {
      await this.beforeEpoch(epoch, signal);
      signal.throwIfAborted();
      this.epochsDone.set(runId, epoch);
      yield { kind: 'epoch', stage: hybridStage, figures: epochOf(epoch) };
    }
    const ended = request.stopFitting ? 'by-hand' : 'epochs';
    yield { kind: 'fit-ended', stage: hybridStage, ended, bestEpoch: this.epochsDone.get(runId) ?? 0 };
    yield { kind: 'finished', outcome, model: trained };
  }
}

export class MemoryDatasets implements DatasetArchive {
  stored: StoredDataset | undefined;
  async get(): Promise<StoredDataset | undefined> {
    return this.stored;
  }
  async put(dataset: StoredDataset): Promise<void> {
    this.stored = structuredClone(dataset);
  }
}

export class MemoryRuns implements RunArchive {
  readonly stored = new Map<string, StoredRun>();
  readonly forgotten: string[] = [];
  readonly runs: RunArchive['runs'] = {
    get: async (id) => this.stored.get(id),
    put: async (run) => void this.stored.set(run.id, structuredClone(run)),
    change: async (id, change) => {
      const run = this.stored.get(id);
      if (run) this.stored.set(id, structuredClone(change(run)));
      return this.stored.get(id);
    },
    list: async () => [...this.stored.values()].map(summariseRun).reverse(),
    delete: async (id) => void this.stored.delete(id),
  };
  readonly checkpoints = { delete: async (id: string) => void this.forgotten.push(id) };
}
