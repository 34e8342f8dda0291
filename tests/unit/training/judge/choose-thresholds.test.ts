import { expect, test } from 'vitest';
import { detectEvents, smoothTrack, toProbabilities } from '../../../../src/analysis/pure.ts';
import { seededRandom } from '../../../../src/base/index.ts';
import type { Hysteresis } from '../../../../src/contract/index.ts';
import { chooseThresholds, type ClipLogits } from '../../../../src/training/pure.ts';

const labels = ['Fire', 'Normal', 'Fighting'];
const timing = { temperature: 1, hopSeconds: 1, windowSeconds: 2 };

/** A clip of 8 windows in which Fire has the probability `fire` throughout, and Normal the rest. */
function clip(truth: number, fire: number): ClipLogits {
  const row = [Math.log(fire), Math.log(1 - fire - 1e-6), Math.log(1e-6)];
  return { truth, group: 'a', logits: Float32Array.from({ length: 24 }, (_, at) => row[at % 3] as number) };
}

test('the threshold lies in the middle between the calm clips and the fires', () => {
  const clips = [0.9, 0.885].map((fire) => clip(0, fire)).concat([0.605, 0.2].map((fire) => clip(1, fire)));
  const { Fire } = chooseThresholds(clips, labels, timing);
  expect(Fire).toEqual({ enter: 0.74, exit: 0.444, minDuration: 1, maxGap: 2 });
});

test('there is no rule for Normal', () => {
  expect(Object.keys(chooseThresholds([clip(0, 0.9)], labels, timing))).toEqual(['Fire', 'Fighting']);
});

test('false alarms within the rate may be bought, beyond it not', () => {
  const fires = [0.97, 0.72, 0.71, 0.7].map((fire) => clip(0, fire));
  const calm = [0.9, ...new Array<number>(9).fill(0.1)].map((fire) => clip(1, fire));
  const enter = (falseAlarmRate: number) =>
    chooseThresholds([...fires, ...calm], labels, { ...timing, falseAlarmRate })['Fire']?.enter as number;
  expect(enter(0.1)).toBeLessThanOrEqual(0.7);
  expect(enter(0.09)).toBeGreaterThan(0.9);
});

test('where no clip shows the label, the lowest threshold without too many false alarms stands', () => {
  expect(chooseThresholds([clip(1, 0.2), clip(1, 0.3)], labels, timing)['Fire']?.enter).toBe(0.5);
  expect(chooseThresholds([clip(1, 0.655), clip(1, 0.3)], labels, timing)['Fire']?.enter).toBe(0.66);
  expect(chooseThresholds([], labels, timing)).toMatchObject({
    Fire: { enter: 0.5 },
    Fighting: { enter: 0.5 },
  });
});

test('where nothing keeps the rate, the highest threshold stands', () => {
  expect(chooseThresholds([clip(1, 0.99), clip(0, 0.6)], labels, timing)['Fire']?.enter).toBe(0.95);
});

test('for random clips no threshold that is tried and keeps the rate has a higher F1', () => {
  const random = seededRandom(4);
  const clips: ClipLogits[] = Array.from({ length: 60 }, (_, n) => {
    const truth = n % 3;
    const windows = 1 + Math.floor(random() * 12);
    const logits = Float32Array.from(
      { length: windows * 3 },
      (_, at) => 3 * random() + (at % 3 === truth ? 2.5 * random() : 0),
    );
    return { truth, group: 'a', logits };
  });
  const options = {
    temperature: 0.7,
    hopSeconds: 0.75,
    windowSeconds: 2,
    halfLife: 0.5,
    falseAlarmRate: 0.15,
  };
  const chosen = chooseThresholds(clips, labels, options);
  for (const [index, label] of [
    [0, 'Fire'],
    [2, 'Fighting'],
  ] as const) {
    const score = (rule: Hysteresis) => {
      const raised = clips.map(({ logits }) => {
        const timestamps = Float64Array.from({ length: logits.length / 3 }, (_, n) => 1 + n * 0.75);
        const track = toProbabilities({ kind: 'logits', labels, timestamps, values: logits }, 0.7);
        const extent = { start: 0, end: 2 + 0.75 * (timestamps.length - 1) };
        return detectEvents(smoothTrack(track, { halfLife: 0.5 }), { [label]: rule }, extent).length > 0;
      });
      const hits = clips.filter(({ truth }, n) => truth === index && raised[n]).length;
      const wrong = clips.filter(({ truth }, n) => truth !== index && raised[n]).length;
      return { f1: (2 * hits) / (20 + hits + wrong), rate: wrong / 40 };
    };
    const best = score(chosen[label] as Hysteresis);
    expect(best.rate).toBeLessThanOrEqual(0.15);
    expect(best.f1).toBeGreaterThan(0.3);
    for (let percent = 50; percent <= 95; percent++) {
      const enter = percent / 100;
      const other = score({ enter, exit: enter * 0.6, minDuration: 1, maxGap: 2 });
      if (other.rate <= 0.15) expect(other.f1).toBeLessThanOrEqual(best.f1 + 1e-12);
    }
  }
});
