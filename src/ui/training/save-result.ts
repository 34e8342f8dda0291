import type { ShownResult } from '../../state/index.ts';
import { saveCsv, saveJson } from '../common/save-file.ts';
import { resultName } from './describe-result.ts';
import { testClips } from './result-clips.ts';

/** Everything that was measured, and what it was measured on, as JSON. */
export function saveFigures({ plan, outcome }: ShownResult): void {
  const { name, createdAt, labels, settings, split } = plan;
  const clips = plan.clips.map(({ path, sha256, label, group, span }) => ({
    path,
    sha256,
    label,
    group,
    ...(span ? { span } : {}),
    part: split.parts[path] ?? null,
  }));
  saveJson(
    { name, createdAt: new Date(createdAt).toISOString(), labels, settings, clips, outcome },
    fileName(name),
  );
}

/** One line for each test clip and network: what it is, and the probability of each class. */
export function savePredictions({ plan, outcome }: ShownResult): void {
  const rows = outcome.results.flatMap((result) =>
    testClips(plan, result).map(({ path, group, truth, predicted }) => {
      const given = result.predictions.find((prediction) => prediction.path === path)?.probabilities ?? [];
      return {
        network: resultName(result),
        path,
        group,
        class: plan.labels[truth],
        named: plan.labels[predicted],
        ...Object.fromEntries(plan.labels.map((label, at) => [`P ${label}`, (given[at] ?? 0).toFixed(4)])),
      };
    }),
  );
  saveCsv(rows, `${fileName(plan.name)}-test-clips`);
}

export function fileName(name: string): string {
  return (
    name
      .normalize('NFKD')
      .replace(/[^\w]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .toLowerCase() || 'model'
  );
}
