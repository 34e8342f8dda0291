import type { ClassificationReport, HeadlineFigures, Judgement } from '../../contract/index.ts';
import { bootstrapGroups, interval95 } from './bootstrap-groups.ts';
import { classFigures, confusionOf, headlineFigures } from './headline-figures.ts';

/** @throws Error when there is nothing to judge */
export function classificationReport(
  judgements: readonly Judgement[],
  labels: readonly string[],
): ClassificationReport {
  if (judgements.length === 0) throw new Error('There are no clips to judge.');
  const confusion = confusionOf(judgements, labels.length);
  return {
    clips: judgements.length,
    ...headlineFigures(judgements, labels),
    perClass: Object.fromEntries(labels.map((label, c) => [label, classFigures(confusion, c)])),
    confusion,
    intervals95: intervalsOf(judgements, labels),
  };
}

function intervalsOf(
  judgements: readonly Judgement[],
  labels: readonly string[],
): ClassificationReport['intervals95'] {
  const samples = bootstrapGroups(judgements, (drawn) => headlineFigures(drawn, labels));
  const names = Object.keys(samples[0] as HeadlineFigures) as (keyof HeadlineFigures)[];
  return Object.fromEntries(
    names.map((name) => [name, interval95(samples.map((sample) => sample[name]))]),
  ) as ClassificationReport['intervals95'];
}
