import type { Random } from '../../base/index.ts';
import { shuffled } from '../../base/index.ts';

/** What goes into a part as a whole. */
export interface SplitUnit {
  /** Unique. */
  readonly name: string;
  /** Clips by label: [labels]. */
  readonly counts: readonly number[];
}

/** How bad it is that a label is absent from parts. */
export type AbsenceCost = (label: number, presence: readonly boolean[]) => number;

/** Beyond this many units trying all swaps takes too long, and single moves balance well enough. */
const mostSwapped = 400;
/** Rounds of improvement; a round without a better place ends them sooner. */
const mostRounds = 50;

/**
 * Puts each unit into one of several parts, so that every label's clips are shared out as `shares` says and no label
 * misses a part that `absence` minds: greedily, the units that hold most of a label first (as scikit-learn's
 * StratifiedGroupKFold does), then by moves and swaps while one lowers the cost. The cost is the sum over parts of the
 * squared error of the share of each label's clips, and of all clips.
 *
 * Deterministic: the same units in any order and the same chance give the same answer.
 * @param shares of the parts, sum 1
 * @returns the part of each unit, in the order given
 */
export function allocateUnits(
  units: readonly SplitUnit[],
  shares: readonly number[],
  absence: AbsenceCost,
  random: Random,
): number[] {
  const allocation = new Allocation(shares, totalsOf(units), absence);
  const order = placingOrder(units, random);
  for (const unit of order) allocation.place(unit, allocation.bestPart(unit));
  for (let round = 0; round < mostRounds; round++) {
    const moved = allocation.improveByMoves(order);
    const swapped = order.length > mostSwapped ? 0 : allocation.improveBySwaps(order);
    if (moved + swapped === 0) break;
  }
  return units.map((unit) => allocation.partOf(unit));
}

function totalsOf(units: readonly SplitUnit[]): number[] {
  const totals: number[] = [];
  for (const { counts } of units)
    counts.forEach((count, label) => (totals[label] = (totals[label] ?? 0) + count));
  return totals;
}

/** Those that hold much of a label come first; chance decides between much and a little less. */
function placingOrder(units: readonly SplitUnit[], random: Random): SplitUnit[] {
  const totals = totalsOf(units);
  const byName = [...units].sort((a, b) => (a.name < b.name ? -1 : 1));
  return shuffled(byName, random)
    .map((unit) => ({
      unit,
      weight:
        (0.5 + random()) * Math.max(...unit.counts.map((count, l) => count / Math.max(1, totals[l] ?? 0))),
    }))
    .sort((a, b) => b.weight - a.weight)
    .map(({ unit }) => unit);
}

/** Units in parts, and what the parts hold by then. */
class Allocation {
  readonly #shares: readonly number[];
  readonly #totals: readonly number[];
  readonly #all: number;
  readonly #absence: AbsenceCost;
  readonly #parts = new Map<SplitUnit, number>();
  /** [parts][labels]: clips, and units that hold such clips. */
  readonly #clips: number[][];
  readonly #holders: number[][];
  #cost: number;

  constructor(shares: readonly number[], totals: readonly number[], absence: AbsenceCost) {
    this.#shares = shares;
    this.#totals = totals;
    this.#all = totals.reduce((a, b) => a + b, 0);
    this.#absence = absence;
    this.#clips = shares.map(() => totals.map(() => 0));
    this.#holders = shares.map(() => totals.map(() => 0));
    this.#cost = this.#costNow();
  }

  partOf(unit: SplitUnit): number {
    return this.#parts.get(unit) as number;
  }

  place(unit: SplitUnit, part: number): void {
    const from = this.#parts.get(unit);
    if (from !== undefined) this.#add(unit, from, -1);
    this.#add(unit, part, 1);
    this.#parts.set(unit, part);
    this.#cost = this.#costNow();
  }

  /** The part in which an unplaced unit costs least. */
  bestPart(unit: SplitUnit): number {
    const costs = this.#shares.map((_, part) => {
      this.#add(unit, part, 1);
      const cost = this.#costNow();
      this.#add(unit, part, -1);
      return cost;
    });
    return costs.indexOf(Math.min(...costs));
  }

  /** @returns how many moves were worth it */
  improveByMoves(units: readonly SplitUnit[]): number {
    let worth = 0;
    for (const unit of units) {
      const from = this.partOf(unit);
      if (this.#shares.some((_, part) => part !== from && this.#tries([[unit, part]]))) worth++;
    }
    return worth;
  }

  /** @returns how many swaps were worth it */
  improveBySwaps(units: readonly SplitUnit[]): number {
    let worth = 0;
    units.forEach((a, n) => {
      for (const b of units.slice(n + 1)) {
        const [partA, partB] = [this.partOf(a), this.partOf(b)];
        if (
          partA !== partB &&
          this.#tries([
            [a, partB],
            [b, partA],
          ])
        )
          worth++;
      }
    });
    return worth;
  }

  /** Makes the moves if they lower the cost. */
  #tries(moves: readonly (readonly [SplitUnit, number])[]): boolean {
    for (const [unit, part] of moves) this.#shift(unit, this.partOf(unit), part);
    const cost = this.#costNow();
    const isBetter = cost < this.#cost - 1e-12;
    for (const [unit, part] of moves) {
      if (isBetter) this.#parts.set(unit, part);
      else this.#shift(unit, part, this.partOf(unit));
    }
    if (isBetter) this.#cost = cost;
    return isBetter;
  }

  #shift(unit: SplitUnit, from: number, to: number): void {
    this.#add(unit, from, -1);
    this.#add(unit, to, 1);
  }

  #add({ counts }: SplitUnit, part: number, sign: number): void {
    const clips = this.#clips[part] as number[];
    const holders = this.#holders[part] as number[];
    counts.forEach((count, label) => {
      if (count === 0) return;
      clips[label] = (clips[label] as number) + sign * count;
      holders[label] = (holders[label] as number) + sign;
    });
  }

  #costNow(): number {
    let cost = 0;
    this.#shares.forEach((share, part) => {
      const clips = this.#clips[part] as number[];
      let size = 0;
      for (let label = 0; label < clips.length; label++) {
        const total = this.#totals[label] as number;
        const count = clips[label] as number;
        size += count;
        if (total > 0) cost += (count / total - share) ** 2;
      }
      cost += (size / Math.max(1, this.#all) - share) ** 2;
    });
    for (let label = 0; label < this.#totals.length; label++) {
      cost += this.#absence(
        label,
        this.#holders.map((holders) => (holders[label] as number) > 0),
      );
    }
    return cost;
  }
}
