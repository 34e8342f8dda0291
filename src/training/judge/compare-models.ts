import type { Interval, Judgement, PairedComparison } from '../../contract/index.ts';
import { bootstrapGroups, interval95 } from './bootstrap-groups.ts';
import { isHit, macroF1 } from './headline-figures.ts';

export interface JudgedModel {
  readonly name: string;
  readonly judgements: readonly Judgement[];
}

interface Pair {
  readonly group: string;
  readonly first: Judgement;
  readonly second: Judgement;
}

/**
 * One model against another on the same clips, in the same order: how much better the first is, with both judged on
 * each bootstrap draw, and whether chance explains the clips that only one of them names right. The test takes clips
 * as independent, which those of one camera are not: it is the intervals that heed the groups.
 * @throws Error when the clips are not the same, or there are none
 */
export function compareModels(
  first: JudgedModel,
  second: JudgedModel,
  labels: readonly string[],
): PairedComparison {
  const pairs = pairUp(first.judgements, second.judgements);
  const samples = bootstrapGroups(pairs, (drawn) => gains(drawn, labels.length));
  const all = gains(pairs, labels.length);
  const onlyOne = (a: 'first' | 'second', b: 'first' | 'second') =>
    pairs.filter((pair) => isHit(pair[a]) && !isHit(pair[b])).length;
  const [firstOnly, secondOnly] = [onlyOne('first', 'second'), onlyOne('second', 'first')];
  return {
    first: first.name,
    second: second.name,
    clips: pairs.length,
    macroF1: { gain: all.macroF1, interval95: intervalOf(samples.map((sample) => sample.macroF1)) },
    accuracy: { gain: all.accuracy, interval95: intervalOf(samples.map((sample) => sample.accuracy)) },
    mcnemar: { firstOnly, secondOnly, p: exactMcNemar(firstOnly, secondOnly) },
  };
}

/**
 * Two-sided exact McNemar test: the chance of a split at least as uneven, were each of the clips that only one model
 * names right as likely the one's as the other's (McNemar 1947; exact form by the binomial distribution).
 */
export function exactMcNemar(firstOnly: number, secondOnly: number): number {
  const n = firstOnly + secondOnly;
  const fewer = Math.min(firstOnly, secondOnly);
  let logTerm = -n * Math.LN2;
  let tail = 0;
  for (let k = 0; k <= fewer; k++) {
    tail += Math.exp(logTerm);
    logTerm += Math.log((n - k) / (k + 1));
  }
  return Math.min(1, 2 * tail);
}

function pairUp(first: readonly Judgement[], second: readonly Judgement[]): Pair[] {
  const isSame = first.length === second.length && first.every(({ truth }, n) => truth === second[n]?.truth);
  if (!isSame || first.length === 0) throw new Error('Two models are compared on the same clips only.');
  return first.map((judgement, n) => ({
    group: judgement.group,
    first: judgement,
    second: second[n] as Judgement,
  }));
}

function gains(pairs: readonly Pair[], labels: number): { macroF1: number; accuracy: number } {
  const first = pairs.map((pair) => pair.first);
  const second = pairs.map((pair) => pair.second);
  const hits = first.filter(isHit).length - second.filter(isHit).length;
  return { macroF1: macroF1(first, labels) - macroF1(second, labels), accuracy: hits / pairs.length };
}

function intervalOf(values: readonly number[]): Interval {
  return interval95(values) ?? [0, 0];
}
