import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { HeadlineFigures, Judgement } from '../../../../src/contract/index.ts';
import { classificationReport } from '../../../../src/training/pure.ts';

interface Golden {
  labels: string[];
  truth: number[];
  probabilities: number[][];
  expected: Record<keyof HeadlineFigures, number>;
  confusion: number[][];
}

const golden = JSON.parse(
  readFileSync(new URL('../../../fixtures/training/classification-report.json', import.meta.url), 'utf8'),
) as Golden;
const judgements: Judgement[] = golden.truth.map((truth, n) => ({
  truth,
  probabilities: golden.probabilities[n] as number[],
  group: `camera-${n % 20}`,
}));

test.each(Object.entries(golden.expected))('%s equals scikit-learn’s', (name, expected) => {
  const report = classificationReport(judgements, golden.labels);
  // The golden's probabilities carry six decimals.
  expect(report[name as keyof HeadlineFigures]).toBeCloseTo(expected, 6);
});

test('the confusion matrix equals scikit-learn’s', () => {
  expect(classificationReport(judgements, golden.labels).confusion).toEqual(golden.confusion);
});

test('intervals hold the figure, and are wider with fewer groups', () => {
  const many = classificationReport(judgements, golden.labels);
  const few = classificationReport(
    judgements.map((judgement, n) => ({ ...judgement, group: String(n % 3) })),
    golden.labels,
  );
  const [low, high] = many.intervals95.accuracy as [number, number];
  expect(low).toBeLessThan(many.accuracy);
  expect(high).toBeGreaterThan(many.accuracy);
  expect(high - low).toBeGreaterThan(0.05);
  expect(few.intervals95.accuracy).not.toEqual(many.intervals95.accuracy);
});

test('the same clips give the same intervals', () => {
  expect(classificationReport(judgements, golden.labels)).toEqual(
    classificationReport(judgements, golden.labels),
  );
});

test('without normal clips there is no anomaly AUC', () => {
  const anomalies = judgements.filter(({ truth }) => truth !== 4);
  const report = classificationReport(anomalies, golden.labels);
  expect(report.anomalyAuc).toBeNull();
  expect(report.intervals95.anomalyAuc).toBeNull();
});
