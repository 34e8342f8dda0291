import { expect, test } from 'vitest';
import { seededRandom } from '../../../../src/base/index.ts';
import type { Judgement } from '../../../../src/contract/index.ts';
import { classificationReport, compareModels } from '../../../../src/training/pure.ts';

const labels = ['Fire', 'Normal'];

/** 120 clips of 30 cameras, named right with a chance of `skill`; the same seed meets the same clips. */
function judgements(skill: number, seed: number): Judgement[] {
  const random = seededRandom(seed);
  return Array.from({ length: 120 }, (_, n) => {
    const truth = n % 2;
    const right = random() < skill;
    return { truth, probabilities: (truth === 0) === right ? [0.8, 0.2] : [0.2, 0.8], group: `g${n % 30}` };
  });
}

test('the gain is the difference of the two reports, and its interval holds it', () => {
  const [good, poor] = [judgements(0.9, 1), judgements(0.6, 2)];
  const { accuracy, macroF1, mcnemar, clips } = compareModels(
    { name: 'hybrid', judgements: good },
    { name: 'cnn', judgements: poor },
    labels,
  );
  const [first, second] = [classificationReport(good, labels), classificationReport(poor, labels)];
  expect(clips).toBe(120);
  expect(accuracy.gain).toBeCloseTo(first.accuracy - second.accuracy, 12);
  expect(macroF1.gain).toBeCloseTo(first.macroF1 - second.macroF1, 12);
  for (const { gain, interval95 } of [accuracy, macroF1]) {
    expect(interval95[0]).toBeLessThan(gain);
    expect(interval95[1]).toBeGreaterThan(gain);
    expect(interval95[0]).toBeGreaterThan(0);
  }
  expect(mcnemar.firstOnly - mcnemar.secondOnly).toBe(Math.round(120 * accuracy.gain));
  expect(mcnemar.p).toBeLessThan(0.001);
});

test('drawing pairs makes the interval of two like models narrow', () => {
  const one = judgements(0.7, 3);
  const other = one.map((judgement, n) =>
    n === 5 ? { ...judgement, probabilities: [0.5, 0.5] } : judgement,
  );
  const { accuracy } = compareModels(
    { name: 'a', judgements: one },
    { name: 'b', judgements: other },
    labels,
  );
  const alone = classificationReport(one, labels).intervals95.accuracy as [number, number];
  expect(accuracy.interval95[1] - accuracy.interval95[0]).toBeLessThan((alone[1] - alone[0]) / 3);
});

test('a model against itself gains nothing', () => {
  const one = judgements(0.7, 3);
  expect(compareModels({ name: 'a', judgements: one }, { name: 'a', judgements: one }, labels)).toMatchObject(
    {
      accuracy: { gain: 0, interval95: [0, 0] },
      mcnemar: { firstOnly: 0, secondOnly: 0, p: 1 },
    },
  );
});

test('other clips cannot be compared', () => {
  const one = judgements(0.7, 3);
  const compare = (others: Judgement[]) => () =>
    compareModels({ name: 'a', judgements: one }, { name: 'b', judgements: others }, labels);
  expect(compare(one.slice(1))).toThrow('same clips');
  expect(compare(one.map((judgement) => ({ ...judgement, truth: 0 })))).toThrow('same clips');
});
