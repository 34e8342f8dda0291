import { detectEvents, smoothTrack, toProbabilities, type Extent } from '../../analysis/pure.ts';
import {
  normalLabel,
  type Hysteresis,
  type HysteresisByLabel,
  type ProbabilityTrack,
} from '../../contract/index.ts';
import type { ClipLogits } from './clip-judgements.ts';

export interface ThresholdOptions {
  readonly temperature: number;
  /** s between window starts, and that a window covers. */
  readonly hopSeconds: number;
  readonly windowSeconds: number;
  /** s; as the model's manifest smooths. */
  readonly halfLife?: number;
  /** Of the clips of other labels at most this share may raise an event. */
  readonly falseAlarmRate?: number;
}

/** An event ends where the probability falls below this part of what opens it. */
const exitRatio = 0.6;
const minDuration = 1;
const maxGap = 2;

/** Thresholds that are tried. Lower ones look better on few clips than they do on other footage. */
const candidates = Array.from({ length: 46 }, (_, n) => (50 + n) / 100);

interface ClipTrack {
  readonly truth: number;
  readonly track: ProbabilityTrack;
  readonly extent: Extent;
}

/**
 * The rule of each label but Normal, from validation clips alone, judged as the app would raise events: the threshold
 * whose F1 of "a clip of this label raises an event of it" is highest among those that keep the false alarms within
 * the rate; of equal ones the middle, farthest from both errors. Where no clip of the label is there, or none raises
 * an event, nothing can be chosen: the lowest threshold within the rate stands, .5 if that is.
 *
 * Windows are taken to be evenly spaced; that the last one of a clip may begin earlier is neglected.
 */
export function chooseThresholds(
  clips: readonly ClipLogits[],
  labels: readonly string[],
  options: ThresholdOptions,
): HysteresisByLabel {
  const tracks = clips.map((clip) => trackOf(clip, labels, options));
  const { falseAlarmRate = 0.1 } = options;
  return Object.fromEntries(
    labels.flatMap((label, index) =>
      label === normalLabel ? [] : [[label, ruleOf(chooseEnter(tracks, label, index, falseAlarmRate))]],
    ),
  );
}

function ruleOf(enter: number): Hysteresis {
  return { enter, exit: Math.round(enter * exitRatio * 1000) / 1000, minDuration, maxGap };
}

function trackOf(
  { truth, logits }: ClipLogits,
  labels: readonly string[],
  options: ThresholdOptions,
): ClipTrack {
  const { temperature, hopSeconds, windowSeconds, halfLife = 1 } = options;
  const windows = logits.length / labels.length;
  const timestamps = Float64Array.from({ length: windows }, (_, n) => n * hopSeconds + windowSeconds / 2);
  const track = toProbabilities({ kind: 'logits', labels, timestamps, values: logits }, temperature);
  const end = (windows - 1) * hopSeconds + windowSeconds;
  return { truth, track: smoothTrack(track, { halfLife }), extent: { start: 0, end } };
}

function chooseEnter(tracks: readonly ClipTrack[], label: string, index: number, rate: number): number {
  const tried = candidates.map((enter) => ({ enter, ...tally(tracks, label, index, ruleOf(enter)) }));
  const within = tried.filter(({ falseAlarms, others }) => falseAlarms <= rate * others);
  const allowed = within.length > 0 ? within : tried.slice(-1);
  const best = Math.max(...allowed.map(({ f1 }) => f1));
  if (best === 0) return (allowed[0] as (typeof tried)[number]).enter;
  const equal = allowed.filter(({ f1 }) => f1 === best);
  return (equal[(equal.length - 1) >> 1] as (typeof tried)[number]).enter;
}

interface Tally {
  readonly f1: number;
  /** Clips of other labels that raise an event, of how many. */
  readonly falseAlarms: number;
  readonly others: number;
}

function tally(tracks: readonly ClipTrack[], label: string, index: number, rule: Hysteresis): Tally {
  let [hits, falseAlarms, own] = [0, 0, 0];
  for (const { truth, track, extent } of tracks) {
    const isRaised = detectEvents(track, { [label]: rule }, extent).length > 0;
    if (truth === index) own++;
    if (isRaised && truth === index) hits++;
    if (isRaised && truth !== index) falseAlarms++;
  }
  const f1 = hits === 0 ? 0 : (2 * hits) / (own + hits + falseAlarms);
  return { f1, falseAlarms, others: tracks.length - own };
}
