import type { ClipLogits } from './clip-judgements.ts';

/** With fewer validation clips a temperature says more of those clips than of the model: it is left at 1. */
export const leastForCalibration = 20;

/** Where the temperature is looked for. */
const lowest = 0.05;
const highest = 20;

/** Temperatures looked at first, evenly on a logarithmic scale; the best one's neighbours enclose the answer. */
const scanned = 61;
/** The answer is within this of the minimum, on the logarithmic scale. */
const precision = 1e-6;
const goldenRatio = (Math.sqrt(5) - 1) / 2;

/**
 * The temperature at which clips of known label are likeliest: temperature scaling (Guo et al. 2017, arXiv 1706.04599,
 * §4.2), but of the clip's probability, the mean over its windows, since that is what is judged. The mean need not have
 * one minimum, so a scan comes before the golden-section search (Kiefer 1953).
 *
 * With few clips, all named right, the likeliest temperature is the lowest, .05, which calls everything certain: what
 * it says of unseen clips is then no better than a guess.
 * @param labels how many
 * @returns 0.05 to 20; 1 without clips
 */
export function fitTemperature(clips: readonly ClipLogits[], labels: number): number {
  if (clips.length === 0) return 1;
  const loss = (logTemperature: number) => logLossAt(clips, labels, Math.exp(logTemperature));
  const step = Math.log(highest / lowest) / (scanned - 1);
  const grid = Array.from({ length: scanned }, (_, n) => Math.log(lowest) + n * step);
  const losses = grid.map(loss);
  const best = losses.indexOf(Math.min(...losses));
  const low = grid[Math.max(0, best - 1)] as number;
  const high = grid[Math.min(scanned - 1, best + 1)] as number;
  return Math.exp(goldenSection(loss, low, high));
}

function goldenSection(f: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  let [left, right] = [high - goldenRatio * (high - low), low + goldenRatio * (high - low)];
  let [atLeft, atRight] = [f(left), f(right)];
  while (high - low > precision) {
    if (atLeft <= atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - goldenRatio * (high - low);
      atLeft = f(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + goldenRatio * (high - low);
      atRight = f(right);
    }
  }
  return (low + high) / 2;
}

/** Mean −ln p of the true label over clips, nats. */
function logLossAt(clips: readonly ClipLogits[], labels: number, temperature: number): number {
  let sum = 0;
  for (const clip of clips) sum -= Math.log(Math.max(1e-15, trueProbability(clip, labels, temperature)));
  return sum / clips.length;
}

function trueProbability({ truth, logits }: ClipLogits, labels: number, temperature: number): number {
  let sum = 0;
  for (let row = 0; row < logits.length; row += labels) {
    const own = logits[row + truth] as number;
    let others = 0;
    for (let c = 0; c < labels; c++) others += Math.exp(((logits[row + c] as number) - own) / temperature);
    sum += 1 / others;
  }
  return (sum * labels) / logits.length;
}
