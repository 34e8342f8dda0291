import { shuffled, type Random } from '../../base/index.ts';
import {
  cleanVariant,
  windowsOf,
  type SequenceVariant,
  type VariedClip,
  type WindowRule,
} from './clip-sequence.ts';

/** A window that an epoch learns from: which rows of which rendering, in order; short clips repeat their last row. */
export interface WindowDraw<Variant = SequenceVariant> {
  readonly truth: number;
  readonly variant: Variant;
  readonly rows: Int32Array;
}

/** More windows of one clip than this add little in one epoch, and would let long clips drown the others. */
export const mostWindowsPerClip = 4;

export interface DrawRule extends WindowRule {
  readonly timeJitter: boolean;
  /** Windows of one clip at most; {@link mostWindowsPerClip} where absent. */
  readonly most?: number;
}

/** Rows taken per row of clip time, and how often: half, as it is, half as fast again. */
const speeds = [
  { speed: 0.5, share: 0.2 },
  { speed: 1, share: 0.6 },
  { speed: 1.5, share: 0.2 },
] as const;

/** How many windows of a clip one epoch takes; the same in every epoch. */
export function windowsPerEpoch(
  clip: VariedClip<{ readonly rows: number }>,
  rule: WindowRule,
  most = mostWindowsPerClip,
): number {
  return Math.min(most, windowsOf(rule, cleanVariant(clip).rows).length);
}

/**
 * The windows of one epoch in random order: up to {@link mostWindowsPerClip} of each clip, each of a random variant.
 * With `timeJitter` they start at any row and some run slower or faster; without, they are the application's own.
 */
export function drawWindows<Variant extends { readonly rows: number }>(
  clips: readonly VariedClip<Variant>[],
  rule: DrawRule,
  random: Random,
): WindowDraw<Variant>[] {
  const draws = clips.flatMap((clip) => drawsOf(clip, rule, random));
  return shuffled(draws, random);
}

function drawsOf<Variant extends { readonly rows: number }>(
  clip: VariedClip<Variant>,
  rule: DrawRule,
  random: Random,
): WindowDraw<Variant>[] {
  const count = windowsPerEpoch(clip, rule, rule.most);
  const whole = shuffled(windowsOf(rule, cleanVariant(clip).rows), random);
  return Array.from({ length: count }, (_, n) => {
    const variant = clip.variants[Math.floor(random() * clip.variants.length)] ?? cleanVariant(clip);
    const rows = rule.timeJitter
      ? jitteredRows(rule.window, variant.rows, random)
      : rowsFrom(whole[n]?.first ?? 0, 1, rule.window, variant.rows);
    return { truth: clip.truth, variant, rows };
  });
}

function jitteredRows(window: number, rows: number, random: Random): Int32Array {
  const speed = speedAt(random());
  const span = Math.floor((window - 1) * speed) + 1;
  const lastStart = Math.max(0, rows - span);
  return rowsFrom(Math.floor(random() * (lastStart + 1)), speed, window, rows);
}

function speedAt(chance: number): number {
  let upTo = 0;
  for (const { speed, share } of speeds) {
    upTo += share;
    if (chance < upTo) return speed;
  }
  return 1;
}

/** Row numbers of a window; past the end the last row stands still, as when the application runs. */
export function rowsFrom(first: number, speed: number, window: number, rows: number): Int32Array {
  return Int32Array.from({ length: window }, (_, t) => Math.min(rows - 1, first + Math.floor(t * speed)));
}
