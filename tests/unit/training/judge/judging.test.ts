import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { exactMcNemar } from '../../../../src/training/judge/compare-models.ts';
import {
  classificationReport,
  fitTemperature,
  judgementOf,
  reliabilityTable,
  type ClipLogits,
} from '../../../../src/training/pure.ts';

interface Golden {
  labels: number;
  temperatures: {
    name: string;
    clips: { truth: number; logits: number[][] }[];
    temperature: number;
    logLoss: number;
  }[];
  atTemperature: { temperature: number; probabilities: number[][] };
  reliability: { clips: number; confidence: number | null; accuracy: number | null }[];
  mcnemar: { firstOnly: number; secondOnly: number; p: number }[];
}

const golden = JSON.parse(
  readFileSync(new URL('../../../fixtures/training/judging.json', import.meta.url), 'utf8'),
) as Golden;
const names = ['a', 'b', 'c', 'd'];

function logLoss(clips: readonly ClipLogits[], temperature: number): number {
  const judged = clips.map((clip) => judgementOf(clip, golden.labels, temperature));
  return (
    judged.reduce((sum, { truth, probabilities }) => sum - Math.log(probabilities[truth] as number), 0) /
    judged.length
  );
}

function clipsOf(clips: Golden['temperatures'][number]['clips']): ClipLogits[] {
  return clips.map(({ truth, logits }, n) => ({
    truth,
    group: `camera ${n >> 2}`,
    logits: Float32Array.from(logits.flat()),
  }));
}

test.each(golden.temperatures)(
  'the temperature of the $name head equals scipy’s',
  ({ clips, temperature, logLoss: expected }) => {
    const fitted = fitTemperature(clipsOf(clips), golden.labels);
    // Logits are rounded to float32, which moves a flat minimum by about the square root of that.
    expect(fitted / temperature).toBeCloseTo(1, 4);
    expect(logLoss(clipsOf(clips), fitted)).toBeCloseTo(expected, 6);
  },
);

test('without clips the temperature is 1, and with nothing but hits the lowest', () => {
  expect(fitTemperature([], 4)).toBe(1);
  const hit = { truth: 1, group: 'a', logits: Float32Array.of(0, 3, 0, 0) };
  expect(fitTemperature([hit], 4)).toBeCloseTo(0.05, 4);
});

test('no other temperature makes the clips likelier', () => {
  const clips = golden.temperatures.flatMap((one) => clipsOf(one.clips));
  const least = logLoss(clips, fitTemperature(clips, golden.labels));
  for (let t = 0.05; t <= 20; t *= 1.1) expect(least).toBeLessThanOrEqual(logLoss(clips, t) + 1e-7);
});

test('a clip is the mean of its windows, as torch gives it', () => {
  const { temperature, probabilities } = golden.atTemperature;
  clipsOf(golden.temperatures[0]?.clips ?? []).forEach((clip, n) => {
    const given = judgementOf(clip, golden.labels, temperature);
    // Probabilities of a window are float32.
    probabilities[n]?.forEach((p, c) => expect(given.probabilities[c]).toBeCloseTo(p, 6));
    expect(given).toMatchObject({ truth: clip.truth, group: clip.group });
  });
  expect(() => judgementOf({ truth: 0, group: 'a', logits: new Float32Array(0) }, 4, 1)).toThrow(
    'without windows',
  );
});

test('the reliability table equals numpy’s', () => {
  const judged = clipsOf(golden.temperatures[0]?.clips ?? []).map((clip) =>
    judgementOf(clip, golden.labels, golden.atTemperature.temperature),
  );
  const table = reliabilityTable(judged);
  expect(table.map(({ clips }) => clips)).toEqual(golden.reliability.map(({ clips }) => clips));
  table.forEach(({ confidence, accuracy }, bin) => {
    const expected = golden.reliability[bin];
    if (expected?.confidence === null) expect([confidence, accuracy]).toEqual([null, null]);
    else {
      expect(confidence).toBeCloseTo(expected?.confidence as number, 6);
      expect(accuracy).toBeCloseTo(expected?.accuracy as number, 12);
    }
  });
  const error = table.reduce(
    (sum, { clips, confidence, accuracy }) => sum + clips * Math.abs((confidence ?? 0) - (accuracy ?? 0)),
    0,
  );
  expect(classificationReport(judged, names).ece).toBeCloseTo(error / judged.length, 12);
});

test.each(golden.mcnemar)(
  'McNemar of $firstOnly against $secondOnly equals statsmodels’',
  ({ firstOnly, secondOnly, p }) => {
    expect(exactMcNemar(firstOnly, secondOnly) / p).toBeCloseTo(1, 9);
  },
);
