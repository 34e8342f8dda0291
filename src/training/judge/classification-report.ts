import { seededRandom } from '../../base/index.ts';
import {
  normalLabel,
  type ClassFigures,
  type ClassificationReport,
  type HeadlineFigures,
  type Judgement,
} from '../../contract/index.ts';

const draws = 1000;
const calibrationBins = 15;
const leastProbability = 1e-15;

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

function headlineFigures(judgements: readonly Judgement[], labels: readonly string[]): HeadlineFigures {
  const confusion = confusionOf(judgements, labels.length);
  const occurring = labels.map((_, c) => classFigures(confusion, c)).filter(({ support }) => support > 0);
  const normal = labels.indexOf(normalLabel);
  return {
    accuracy: mean(judgements.map(({ truth, probabilities }) => (argmax(probabilities) === truth ? 1 : 0))),
    balancedAccuracy: mean(occurring.map(({ recall }) => recall)),
    macroF1: mean(occurring.map(({ f1 }) => f1)),
    anomalyAuc: normal < 0 ? null : areaUnderRoc(judgements, normal),
    logLoss: mean(
      judgements.map(
        ({ truth, probabilities }) => -Math.log(Math.max(leastProbability, probabilities[truth] ?? 0)),
      ),
    ),
    mse: mean(
      judgements.flatMap(({ truth, probabilities }) =>
        labels.map((_, c) => ((probabilities[c] ?? 0) - (c === truth ? 1 : 0)) ** 2),
      ),
    ),
    ece: calibrationError(judgements),
  };
}

function confusionOf(judgements: readonly Judgement[], size: number): number[][] {
  const counts = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  for (const { truth, probabilities } of judgements) {
    const row = counts[truth] as number[];
    const predicted = argmax(probabilities);
    row[predicted] = (row[predicted] as number) + 1;
  }
  return counts;
}

function classFigures(confusion: readonly (readonly number[])[], c: number): ClassFigures {
  const hits = confusion[c]?.[c] ?? 0;
  const support = (confusion[c] ?? []).reduce((a, b) => a + b, 0);
  const predicted = confusion.reduce((sum, row) => sum + (row[c] ?? 0), 0);
  const precision = predicted > 0 ? hits / predicted : 0;
  const recall = support > 0 ? hits / support : 0;
  const f1 = hits > 0 ? (2 * precision * recall) / (precision + recall) : 0;
  return { precision, recall, f1, support };
}

/** Mann–Whitney form: how often an anomaly scores above a normal clip, ties counting half. */
function areaUnderRoc(judgements: readonly Judgement[], normal: number): number | null {
  const scored = judgements
    .map(({ truth, probabilities }) => ({
      score: 1 - (probabilities[normal] ?? 0),
      anomaly: truth !== normal,
    }))
    .sort((a, b) => a.score - b.score);
  const anomalies = scored.filter(({ anomaly }) => anomaly).length;
  const normals = scored.length - anomalies;
  if (anomalies === 0 || normals === 0) return null;
  let rankSum = 0;
  for (let from = 0; from < scored.length;) {
    let to = from;
    while (to < scored.length && scored[to]?.score === scored[from]?.score) to++;
    const rank = (from + 1 + to) / 2;
    for (let i = from; i < to; i++) if (scored[i]?.anomaly) rankSum += rank;
    from = to;
  }
  return (rankSum - (anomalies * (anomalies + 1)) / 2) / (anomalies * normals);
}

function calibrationError(judgements: readonly Judgement[]): number {
  const bins = Array.from({ length: calibrationBins }, () => ({ confidence: 0, hits: 0, count: 0 }));
  for (const { truth, probabilities } of judgements) {
    const predicted = argmax(probabilities);
    const confidence = probabilities[predicted] ?? 0;
    // Bins are (low, high], as Guo et al. draw them.
    const bin = bins[Math.min(calibrationBins - 1, Math.max(0, Math.ceil(confidence * calibrationBins) - 1))];
    if (!bin) continue;
    bin.confidence += confidence;
    bin.hits += predicted === truth ? 1 : 0;
    bin.count++;
  }
  return bins.reduce((sum, { confidence, hits }) => sum + Math.abs(confidence - hits), 0) / judgements.length;
}

function intervalsOf(
  judgements: readonly Judgement[],
  labels: readonly string[],
): ClassificationReport['intervals95'] {
  const groups = groupsOf(judgements);
  const random = seededRandom(1);
  const samples: HeadlineFigures[] = [];
  for (let draw = 0; draw < draws; draw++) {
    const drawn = groups.flatMap(() => groups[Math.floor(random() * groups.length)] as Judgement[]);
    samples.push(headlineFigures(drawn, labels));
  }
  const names = Object.keys(samples[0] as HeadlineFigures) as (keyof HeadlineFigures)[];
  return Object.fromEntries(
    names.map((name) => [name, percentiles(samples.map((sample) => sample[name]))]),
  ) as ClassificationReport['intervals95'];
}

function groupsOf(judgements: readonly Judgement[]): Judgement[][] {
  const byName = new Map<string, Judgement[]>();
  for (const judgement of judgements) {
    const members = byName.get(judgement.group) ?? [];
    members.push(judgement);
    byName.set(judgement.group, members);
  }
  return [...byName.values()];
}

function percentiles(values: readonly (number | null)[]): readonly [number, number] | null {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const at = (q: number) => sorted[Math.round(q * (sorted.length - 1))] as number;
  return [at(0.025), at(0.975)];
}

function argmax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] as number) > (values[best] as number)) best = i;
  return best;
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
