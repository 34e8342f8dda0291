import { seededRandom, type Random } from '../../../src/base/index.ts';
import { fills, type Fill } from './fills.ts';
import type { Fall, FillFalls, Judged } from './page.ts';

export interface JudgedClip extends Judged {
  readonly label: string;
  readonly group: string;
}

interface Row {
  readonly measure: string;
  readonly value: string;
}

/** One clip's figure, with the camera group that the bootstrap draws. */
interface Point {
  readonly group: string;
  readonly highlighted: number;
  readonly random: number;
}

const draws = 4000;
/** The method that the application uses. */
const shipped = 'integrated gradients';

/** The figures of all clips, and of those whose class was right. */
export function summarise(clips: readonly JudgedClip[]): Row[] {
  const right = clips.filter(({ label, predicted }) => label === predicted);
  const groups = new Set(clips.map(({ group }) => group)).size;
  const methods = [...new Set(clips.flatMap(({ falls }) => Object.keys(falls[0]?.highlighted ?? {})))];
  return [
    {
      measure: 'windows',
      value: `${clips.length} of as many clips, ${groups} camera groups; ${right.length} named right`,
    },
    ...fills.flatMap((fill) => methods.flatMap((method) => ofMethod(clips, right, fill, method))),
    ...fills.map((fill) => ofForeign(clips, fill)),
    ...ofSteps(clips),
    {
      measure: 'seconds for one explanation, decoding with it',
      value: median(clips.map(({ seconds }) => seconds)).toFixed(2),
    },
  ];
}

function ofMethod(
  all: readonly JudgedClip[],
  right: readonly JudgedClip[],
  fill: Fill,
  method: string,
): Row[] {
  const row = (clips: readonly JudgedClip[], of: keyof Fall, name: string): Row => ({
    measure: `${method}, ${fill}: ${name}`,
    value: described(pointsOf(clips, fill, of, (falls) => falls.highlighted[method])),
  });
  return [
    row(all, 'logit', 'fall of the logit'),
    row(all, 'probability', 'fall of the probability'),
    row(right, 'logit', 'fall of the logit where the class is right'),
  ];
}

/** What is masked by `choose` against the random places. */
function pointsOf(
  clips: readonly JudgedClip[],
  fill: Fill,
  of: keyof Fall,
  choose: (falls: FillFalls) => Fall | null | undefined,
): Point[] {
  return clips.flatMap(({ falls, group }) => {
    const found = falls.find((each) => each.fill === fill);
    const chosen = found && choose(found);
    return chosen
      ? [{ group, highlighted: chosen[of], random: mean(found.random.map((fall) => fall[of])) }]
      : [];
  });
}

function ofForeign(clips: readonly JudgedClip[], fill: Fill): Row {
  const points = clips.flatMap(({ falls, group }) => {
    const found = falls.find((each) => each.fill === fill);
    const own = found?.highlighted[shipped];
    return own && found.foreign ? [{ group, highlighted: own.logit, random: found.foreign.logit }] : [];
  });
  return {
    measure: `${shipped}, ${fill}: fall of the logit against the highlight of another clip`,
    value: described(points),
  };
}

function ofSteps(clips: readonly JudgedClip[]): Row[] {
  return Object.keys(clips[0]?.steps ?? {}).map((name) => ({
    measure: `half of the steps out by ${name}: fall beyond the mean half`,
    value: mean(clips.map(({ steps }) => steps[name] as number)).toFixed(3),
  }));
}

function described(points: readonly Point[]): string {
  const differences = points.map(({ highlighted, random }) => highlighted - random);
  const wins = differences.filter((difference) => difference > 0).length;
  const [low, high] = interval(points);
  return (
    `${mean(points.map(({ highlighted }) => highlighted)).toFixed(3)} against ` +
    `${mean(points.map(({ random }) => random)).toFixed(3)}; more in ${wins} of ${points.length} ` +
    `(sign test p = ${signTest(wins, points.length).toPrecision(2)}); ` +
    `difference ${mean(differences).toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`
  );
}

/** 95 % percentile bootstrap of the mean difference; whole camera groups are drawn (Field & Welsh 2007). */
function interval(points: readonly Point[]): readonly [number, number] {
  const groups = [...new Set(points.map(({ group }) => group))].map((group) =>
    points.filter((point) => point.group === group).map(({ highlighted, random }) => highlighted - random),
  );
  const random = seededRandom(1);
  const means = Array.from({ length: draws }, () => mean(drawn(groups, random).flat())).sort((a, b) => a - b);
  return [means[Math.floor(draws * 0.025)] ?? NaN, means[Math.ceil(draws * 0.975) - 1] ?? NaN];
}

function drawn<T>(items: readonly T[], random: Random): T[] {
  return items.map(() => items[Math.floor(random() * items.length)] as T);
}

/** Two-sided exact sign test: chance of so uneven a split when each way is as likely. */
export function signTest(wins: number, count: number): number {
  const tail = Math.max(wins, count - wins);
  let sum = 0;
  for (let k = tail; k <= count; k++) sum += Math.exp(logChoose(count, k) - count * Math.LN2);
  return Math.min(1, 2 * sum);
}

function logChoose(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= k; i++) sum += Math.log((n - k + i) / i);
  return sum;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
