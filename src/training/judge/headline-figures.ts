import {
  normalLabel,
  type ClassFigures,
  type HeadlineFigures,
  type Judgement,
} from '../../contract/index.ts';
import { argmax } from './argmax.ts';
import { calibrationError } from './reliability.ts';

const leastProbability = 1e-15;

/** The figures that are one number each, of at least one judgement; see {@link HeadlineFigures}. */
export function headlineFigures(
  judgements: readonly Judgement[],
  labels: readonly string[],
): HeadlineFigures {
  const confusion = confusionOf(judgements, labels.length);
  const occurring = occurringFigures(confusion);
  const normal = labels.indexOf(normalLabel);
  return {
    accuracy: mean(judgements.map((judgement) => (isHit(judgement) ? 1 : 0))),
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

/** confusion[truth][predicted] */
export function confusionOf(judgements: readonly Judgement[], size: number): number[][] {
  const counts = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  for (const { truth, probabilities } of judgements) {
    const row = counts[truth] as number[];
    const predicted = argmax(probabilities);
    row[predicted] = (row[predicted] as number) + 1;
  }
  return counts;
}

/** Figures of class `c`; 0 where nothing can be divided by. */
export function classFigures(confusion: readonly (readonly number[])[], c: number): ClassFigures {
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

/** Whether the likeliest label is the true one. */
export function isHit({ truth, probabilities }: Judgement): boolean {
  return argmax(probabilities) === truth;
}

/** Mean F1 over the classes that occur among the judgements. */
export function macroF1(judgements: readonly Judgement[], labels: number): number {
  return mean(occurringFigures(confusionOf(judgements, labels)).map(({ f1 }) => f1));
}

function occurringFigures(confusion: readonly (readonly number[])[]): ClassFigures[] {
  return confusion.map((_, c) => classFigures(confusion, c)).filter(({ support }) => support > 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
