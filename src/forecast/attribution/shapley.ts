import { breathe, seededRandom, shuffled, type Task } from '../../base/index.ts';

export interface ShapleyValues {
  readonly values: Float64Array;
  /** Outcome with no player in, and with all. */
  readonly baseline: number;
  readonly full: number;
  readonly method: 'exact' | 'sampled';
}

/** Up to this many players every coalition is tried. */
export const exactPlayers = 12;
const samples = 200;
const batch = 256;

/**
 * Shapley values (Shapley 1953) of `players` for the worth of coalitions: exact by enumerating all 2ⁿ up to twelve
 * players; beyond, over random orders (Castro, Gómez & Tejada 2009). Either way they add up to full − baseline.
 * @param worth outcomes of coalitions, each a 0/1 vector over the players.
 */
export async function shapleyValues(
  players: number,
  worth: (coalitions: readonly Uint8Array[]) => Promise<Float64Array>,
  seed: number,
  task: Task,
): Promise<ShapleyValues> {
  return players <= exactPlayers ? exact(players, worth, task) : sampled(players, worth, seed, task);
}

async function exact(
  players: number,
  worth: (coalitions: readonly Uint8Array[]) => Promise<Float64Array>,
  task: Task,
): Promise<ShapleyValues> {
  const count = 1 << players;
  const outcome = new Float64Array(count);
  for (let from = 0; from < count; from += batch) {
    const masks = Array.from({ length: Math.min(batch, count - from) }, (_, k) => members(from + k, players));
    outcome.set(await worth(masks), from);
    task.onProgress?.({ stage: 'shapley', done: from + masks.length, total: count, unit: 'steps' });
    await breathe(task.signal);
  }
  // weight of a coalition of s others: s! (n − s − 1)! / n!
  const weight = Float64Array.from({ length: players }, (_, s) => 1 / (players * choose(players - 1, s)));
  const values = new Float64Array(players);
  for (let mask = 0; mask < count; mask++) {
    const size = bits(mask);
    for (let player = 0; player < players; player++) {
      if ((mask & (1 << player)) !== 0) continue;
      const gain = (outcome[mask | (1 << player)] as number) - (outcome[mask] as number);
      values[player] = (values[player] as number) + (weight[size] as number) * gain;
    }
  }
  return { values, baseline: outcome[0] as number, full: outcome[count - 1] as number, method: 'exact' };
}

async function sampled(
  players: number,
  worth: (coalitions: readonly Uint8Array[]) => Promise<Float64Array>,
  seed: number,
  task: Task,
): Promise<ShapleyValues> {
  const random = seededRandom(seed);
  const values = new Float64Array(players);
  let baseline = 0;
  let full = 0;
  for (let round = 0; round < samples; round++) {
    const order = shuffled(
      Array.from({ length: players }, (_, k) => k),
      random,
    );
    const coalition = new Uint8Array(players);
    const steps = [coalition.slice(), ...order.map((player) => ((coalition[player] = 1), coalition.slice()))];
    const outcome = await worth(steps);
    order.forEach((player, k) => {
      values[player] =
        (values[player] as number) + ((outcome[k + 1] as number) - (outcome[k] as number)) / samples;
    });
    baseline = outcome[0] as number;
    full = outcome[players] as number;
    task.onProgress?.({ stage: 'shapley', done: round + 1, total: samples, unit: 'steps' });
    await breathe(task.signal);
  }
  return { values, baseline, full, method: 'sampled' };
}

function members(mask: number, players: number): Uint8Array {
  return Uint8Array.from({ length: players }, (_, player) => (mask >> player) & 1);
}

function bits(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
}

function choose(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k; i++) result = (result * (n - k + i)) / i;
  return result;
}
