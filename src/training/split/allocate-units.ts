import type { Random } from '../../base/index.ts';
import { shuffled } from '../../base/index.ts';

/** What goes into a part as a whole. */
export interface SplitUnit {
  /** Unique. */
  readonly name: string;
  /** Clips by label: [labels]. */
  readonly counts: readonly number[];
}

/** How bad it is that a label is absent from parts; `held` counts the units that hold it in each part. */
export type AbsenceCost = (label: number, held: readonly number[]) => number;

/** Beyond this many units trying all swaps takes too long, and single moves balance well enough. */
const mostSwapped = 400;
/** Rounds of improvement; a round without a better place ends them sooner. */
const mostRounds = 50;
/** Beginnings of which the best end is kept, where there are few enough units to swap. */
const beginnings = 6;

/**
 * Puts each unit into one of several parts, so that every label's clips are shared out as `shares` says and no label
 * misses a part that `absence` minds: greedily, the units that hold most of a label first (as scikit-learn's
 * StratifiedGroupKFold does), then by moves and swaps while one lowers the cost, from several beginnings. The cost is the sum over parts of the
 * squared error of the share of each label's clips, of the units that hold the label (a class tested on one large unit
 * would be tested on one camera), and of all clips.
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
  const byName = [...units].sort((a, b) => (a.name < b.name ? -1 : 1));
  const tries = Array.from({ length: units.length > mostSwapped ? 1 : beginnings }, () =>
    allocateOnce(byName, new Allocation(byName, shares, absence), random),
  );
  const best = tries.reduce((a, b) => (b.cost < a.cost - 1e-12 ? b : a));
  return units.map((unit) => best.partOf(unit));
}

function allocateOnce(units: readonly SplitUnit[], allocation: Allocation, random: Random): Allocation {
  const order = placingOrder(units, random);
  for (const unit of order) allocation.place(unit, allocation.bestPart(unit));
  for (let round = 0; round < mostRounds; round++) {
    const moved = allocation.improveByMoves(order);
    const swapped = order.length > mostSwapped ? 0 : allocation.improveBySwaps(order);
    if (moved + swapped === 0) break;
  }
  return allocation;
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
  return shuffled(units, random)
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
  readonly #absence: AbsenceCost;
  /** Clips of each label, of all, and units that hold each label. */
  readonly #totals: readonly number[];
  readonly #all: number;
  readonly #units: readonly number[];
  readonly #parts = new Map<SplitUnit, number>();
  /** Clips: [parts][labels]; units that hold such clips: [labels][parts]. */
  readonly #clips: readonly number[][];
  readonly #held: readonly number[][];
  /** By part, without absences. */
  readonly #costs: number[];

  constructor(units: readonly SplitUnit[], shares: readonly number[], absence: AbsenceCost) {
    this.#shares = shares;
    this.#absence = absence;
    this.#totals = totalsOf(units);
    this.#all = this.#totals.reduce((a, b) => a + b, 0);
    this.#units = this.#totals.map(
      (_, label) => units.filter(({ counts }) => (counts[label] as number) > 0).length,
    );
    this.#clips = shares.map(() => this.#totals.map(() => 0));
    this.#held = this.#totals.map(() => shares.map(() => 0));
    this.#costs = shares.map((_, part) => this.#partCost(part));
  }

  get cost(): number {
    return this.#costs.reduce((a, b) => a + b, 0) + this.#absences();
  }

  partOf(unit: SplitUnit): number {
    return this.#parts.get(unit) as number;
  }

  /** Puts in a unit that is in no part yet. */
  place(unit: SplitUnit, part: number): void {
    this.#add(unit, part, 1);
    this.#parts.set(unit, part);
  }

  /** The part in which an unplaced unit costs least. */
  bestPart(unit: SplitUnit): number {
    const costs = this.#shares.map((_, part) => {
      this.#add(unit, part, 1);
      const cost = this.cost;
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
      for (let m = n + 1; m < units.length; m++) {
        const b = units[m] as SplitUnit;
        const [partA, partB] = [this.partOf(a), this.partOf(b)];
        if (partA === partB || isAlike(a, b)) continue;
        if (
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
    const before = this.cost;
    for (const [unit, part] of moves) this.#shift(unit, this.partOf(unit), part);
    const isBetter = this.cost < before - 1e-12;
    for (const [unit, part] of moves) {
      if (isBetter) this.#parts.set(unit, part);
      else this.#shift(unit, part, this.partOf(unit));
    }
    return isBetter;
  }

  #shift(unit: SplitUnit, from: number, to: number): void {
    this.#add(unit, from, -1);
    this.#add(unit, to, 1);
  }

  #add({ counts }: SplitUnit, part: number, sign: number): void {
    const clips = this.#clips[part] as number[];
    for (let label = 0; label < counts.length; label++) {
      const count = counts[label] as number;
      if (count === 0) continue;
      const held = this.#held[label] as number[];
      clips[label] = (clips[label] as number) + sign * count;
      held[part] = (held[part] as number) + sign;
    }
    this.#costs[part] = this.#partCost(part);
  }

  #partCost(part: number): number {
    const share = this.#shares[part] as number;
    const clips = this.#clips[part] as number[];
    let cost = 0;
    let size = 0;
    for (let label = 0; label < clips.length; label++) {
      const total = this.#totals[label] as number;
      if (total === 0) continue;
      const count = clips[label] as number;
      size += count;
      cost += (count / total - share) ** 2;
      const held = this.#held[label]?.[part] as number;
      cost += (held / (this.#units[label] as number) - share) ** 2;
    }
    return cost + (size / Math.max(1, this.#all) - share) ** 2;
  }

  #absences(): number {
    let cost = 0;
    for (let label = 0; label < this.#held.length; label++)
      cost += this.#absence(label, this.#held[label] as number[]);
    return cost;
  }
}

/** Whether swapping two units would change nothing. */
function isAlike(a: SplitUnit, b: SplitUnit): boolean {
  for (let label = 0; label < a.counts.length; label++) if (a.counts[label] !== b.counts[label]) return false;
  return true;
}
