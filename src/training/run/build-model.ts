import type {
  DatasetClip,
  HeadResult,
  ModelFiles,
  NamedWeight,
  TrainingOutcome,
  TrainingPlan,
} from '../../contract/index.ts';
import {
  backboneOf,
  headTopology,
  pixelBackboneTopology,
  pixelLength,
  writeModel,
  type ModelBundle,
  type ModelParts,
} from '../../model/index.ts';
import { trainedOnFile } from './seen-clips.ts';
import { runHeadShape } from './start-weights.ts';

export interface ModelSources {
  /** The model that the run started from. */
  readonly bundle: ModelBundle;
  readonly plan: TrainingPlan;
  readonly result: Pick<HeadResult, 'head' | 'temperature' | 'thresholds'>;
  readonly head: readonly NamedWeight[];
  /** Weights of the backbone that deep fine-tuning changed. */
  readonly backbone?: readonly NamedWeight[];
}

/** The model of a run as a folder, with where it comes from. The clock of the plan is the clock of the model. */
export function buildModel(sources: ModelSources, outcome: TrainingOutcome | null): Promise<ModelFiles> {
  const { bundle, plan, result, head } = sources;
  const { manifest } = bundle;
  const shape = runHeadShape(bundle, plan, result.head);
  const pixelsOnly = result.head === 'lstm';
  const { denoise, window, hop } = plan.settings;
  return writeModel({
    manifest: {
      id: plan.runId,
      name: plan.name,
      created: new Date(plan.createdAt).toISOString(),
      licence: `Yours, as far as your clips allow. Started from ${manifest.name}: ${manifest.licence}`,
      labels: plan.labels,
      backbone: {
        architecture: pixelsOnly
          ? 'none: frames averaged to 16 × 16 pixels'
          : `${manifest.backbone.architecture}${sources.backbone ? ', last blocks fine-tuned' : ''}`,
        inputSize: manifest.backbone.inputSize,
        featureLength: pixelsOnly ? pixelLength : manifest.backbone.featureLength,
      },
      head: { kind: result.head, window, hop },
      sampling: manifest.sampling,
      preprocessing: { ...manifest.preprocessing, denoise: denoise ? 'median3' : 'none' },
      calibration: { temperature: result.temperature },
      smoothing: manifest.smoothing,
      thresholds: result.thresholds,
      limits: outcome ? limitsOf(plan, outcome) : [],
      training: provenanceOf(sources, outcome),
    },
    head: { topology: headTopology(shape), weights: head },
    backbone: backboneParts(sources),
    extra: [datasetFile(plan), trainedOnFile(bundle, learntClips(plan))],
  });
}

function backboneParts({ bundle, result, backbone }: ModelSources): ModelParts['backbone'] {
  if (result.head === 'lstm') {
    const topology = pixelBackboneTopology(bundle.manifest.backbone.inputSize);
    return { topology, specs: [], bytes: new ArrayBuffer(0) };
  }
  return { ...backboneOf(bundle), ...(backbone ? { replaced: backbone } : {}) };
}

/** What the test showed that this model cannot do, and what the test itself cannot show. */
function limitsOf({ labels }: TrainingPlan, { results, alarms }: TrainingOutcome): string[] {
  const test = results[0]?.test;
  if (!test) return ['It was not tested: no clip was left for a test.', ...alarms];
  const weak = labels.flatMap((label) => {
    const figures = test.perClass[label];
    if (!figures || figures.support === 0) return [`${label} was not tested: it has no test clip.`];
    if (figures.recall >= 0.5) return [];
    const found = Math.round(figures.recall * figures.support);
    return [`Of ${figures.support} test clips of ${label} it named ${found}.`];
  });
  return [`Tested on ${test.clips} clips of cameras it was not trained on.`, ...weak, ...alarms];
}

/** Enough to say what this model is, and to make it again from the same clips. */
function provenanceOf(
  { bundle, plan, result }: ModelSources,
  outcome: TrainingOutcome | null,
): Record<string, unknown> {
  const main = outcome?.results[0];
  return {
    protocol:
      'Split by camera group; the checkpoint, temperature and thresholds were chosen on validation, the figures are of the test part, which chose nothing.',
    startedFrom: { id: bundle.identity.id, sha256: bundle.identity.sha256, head: plan.settings.start },
    split: { seed: plan.split.seed, by: plan.split.by, counts: plan.split.counts, notes: plan.split.notes },
    settings: plan.settings,
    ...(main
      ? {
          fit: { head: result.head, epochs: main.epochs, bestEpoch: main.bestEpoch, ended: main.ended },
          figures: { validation: main.validation, test: main.test },
          comparisons: outcome.comparisons,
          before: outcome.before,
          folds: outcome.folds,
          shuffledSplit: outcome.shuffled?.report ?? null,
        }
      : {}),
    clips: 'dataset.json',
  };
}

/** Training fits the weights, validation chooses among them: the model knows both. */
function learntClips({ clips, split }: TrainingPlan): DatasetClip[] {
  return clips.filter(({ path }) => ['train', 'validation'].includes(split.parts[path] ?? ''));
}

/** Which clips, by path and content hash, stood where. */
function datasetFile({ clips, split }: TrainingPlan): { path: string; bytes: ArrayBuffer } {
  const rows = clips.map(({ path, sha256, label, group, groupFrom, span, excluded }) => ({
    path,
    sha256,
    label,
    group,
    groupFrom,
    ...(span ? { span } : {}),
    part: excluded ? `left out: ${excluded}` : (split.parts[path] ?? 'left out'),
  }));
  return { path: 'dataset.json', bytes: new TextEncoder().encode(JSON.stringify(rows, null, 1)).buffer };
}
