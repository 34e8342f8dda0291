import {
  defaultTrainingSettings,
  assembleDataset,
  datasetLabels,
  findFindings,
  shippedLabels,
  splitDataset,
} from '../training/pure.ts';
import type { DatasetClip, ModelManifest, TrainingService, VideoService } from '../contract/index.ts';
import { DatasetDraft, type DatasetArchive } from './dataset-draft.svelte.ts';
import { unlabelled, type DatasetRules, type KnownFile } from './dataset-rules.ts';
import type { ModelLibrary } from './model-library.svelte.ts';
import type { ModelShelf } from './model-shelf.ts';
import type { Notices } from './notices.svelte.ts';
import type { Preferences } from './preferences.svelte.ts';
import type { SettingsStore } from './stores.ts';
import { TrainingEngine } from './training-engine.svelte.ts';
import { TrainingHistory, type RunArchive } from './training-history.svelte.ts';
import { TrainingSession } from './training-session.svelte.ts';

export interface TrainingDeskParts {
  /** Starts the training worker. */
  readonly connect: () => TrainingService;
  readonly video: Pick<VideoService, 'sha256'>;
  readonly library: ModelLibrary;
  readonly shelf: ModelShelf;
  readonly notices: Notices;
  readonly preferences: Preferences;
  readonly settings: SettingsStore;
  readonly datasets: DatasetArchive;
  readonly archive: RunArchive;
  readonly now: () => number;
}

/** Everything on the Train screen, wired once. */
export interface TrainingDesk {
  readonly engine: TrainingEngine;
  readonly dataset: DatasetDraft;
  readonly session: TrainingSession;
  readonly history: TrainingHistory;
}

export function createTrainingDesk(parts: TrainingDeskParts): TrainingDesk {
  const { connect, shelf, notices, preferences, settings, library, now } = parts;
  const shipped = (): ModelManifest | undefined =>
    library.list.find(({ source }) => source === 'shipped')?.model.manifest;
  const engine = new TrainingEngine(connect, shelf);
  const history = new TrainingHistory(parts.archive, notices);
  const rules = rulesFor(() => shipped()?.labels ?? shippedLabels);
  const dataset = new DatasetDraft({
    examine: (files, decoder, task) => engine.service().examine(files, decoder, task),
    sha256: (file) => parts.video.sha256(file, { signal: new AbortController().signal }),
    decoder: () => preferences.decoder,
    rules,
    archive: parts.datasets,
    notices,
    now,
  });
  const session = new TrainingSession({
    engine,
    dataset,
    rules,
    history,
    defaults: () => defaultTrainingSettings(shipped() ?? shippedHead),
    preferences,
    settings,
    notices,
    keepModel: async (model, name, runId) => void (await library.keep(model, name, runId)),
    now,
    newId: () => crypto.randomUUID(),
  });
  return { engine, dataset, session, history };
}

/** Until the model's manifest has been read. */
const shippedHead = { head: { window: 8, hop: 4 } } as Pick<ModelManifest, 'head'>;

/** The pure functions of the training room, for a model that knows these classes. */
export function rulesFor(knownLabels: () => readonly string[]): DatasetRules {
  return {
    assemble: (files) => assembleAll(files, knownLabels()),
    findings: (clips) => findFindings(clips, knownLabels()),
    labels: (clips) => datasetLabels(clips, knownLabels()),
    split: (clips, seed) => splitDataset(clips, { seed, by: 'group' }),
  };
}

/** A file that stands in no class folder is left out until the person says what it shows. */
function assembleAll(files: readonly KnownFile[], knownLabels: readonly string[]): readonly DatasetClip[] {
  const readable = files.map((file) => ({
    ...file,
    kind: 'readable' as const,
    width: 0,
    height: 0,
    decoder: '',
  }));
  const placed = assembleDataset(readable, { knownLabels });
  if (placed.unlabelled.length === 0) return placed.clips;
  const loose = new Set(placed.unlabelled);
  const list = placed.unlabelled.map((path) => ({ path, label: unlabelled }));
  const waiting = assembleDataset(
    readable.filter(({ path }) => loose.has(path)),
    { knownLabels, list },
  );
  return [...placed.clips, ...waiting.clips.map((clip) => ({ ...clip, excluded: 'hand' as const }))];
}
