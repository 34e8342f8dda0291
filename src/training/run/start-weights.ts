import type { HeadKind, NamedWeight, TrainingPlan } from '../../contract/index.ts';
import {
  grownHeadWeights,
  headShape,
  headWeightSpecs,
  headWeightsOf,
  initialHeadWeights,
  pixelLength,
  type HeadShape,
  type ModelBundle,
} from '../../model/index.ts';

/** The shape of a head of this run. */
export function runHeadShape(
  bundle: ModelBundle,
  { labels, settings }: TrainingPlan,
  kind: HeadKind,
): HeadShape {
  const featureLength = kind === 'lstm' ? pixelLength : bundle.manifest.backbone.featureLength;
  return headShape(kind, { labels: labels.length, window: settings.window, featureLength });
}

/**
 * What a fit starts from: the head of the model at hand, grown or cut to the run's labels, or seeded chance. The
 * LSTM-only head, which no model carries for another, always starts from chance.
 * @throws AppError 'model-incompatible' when the model's head is not built as Vigil builds heads
 */
export function startWeights(
  bundle: ModelBundle,
  plan: TrainingPlan,
  kind: HeadKind,
): readonly NamedWeight[] {
  const { settings, labels } = plan;
  const shape = runHeadShape(bundle, plan, kind);
  const fresh = initialHeadWeights(shape, settings.seed);
  if (settings.start === 'scratch' || kind === 'lstm') return fresh;
  const given = headWeightsOf(bundle);
  const grown = grownHeadWeights(given.weights, bundle.manifest.labels, labels, settings.seed);
  return headWeightSpecs(shape).map(({ name, shape: sides }, n) => {
    const known = grown.find((weight) => weight.name === name && String(weight.shape) === String(sides));
    return known ?? (fresh[n] as NamedWeight);
  });
}
