/** A window of the head: `length` feature rows from row `first`; rows past the end repeat the last one. */
export interface SequenceWindow {
  readonly first: number;
  readonly length: number;
  /** Centre of the window, s: the time its prediction speaks of. */
  readonly timestamp: number;
}

interface ClassTrack {
  readonly labels: readonly string[];
  /** Seconds, ascending. */
  readonly timestamps: Float64Array;
  /** [timestamps.length · labels.length] */
  readonly values: Float32Array;
}

/** Head outputs before softmax and calibration. */
export interface LogitTrack extends ClassTrack {
  readonly kind: 'logits';
}

/** Calibrated probabilities; each row sums to 1. */
export interface ProbabilityTrack extends ClassTrack {
  readonly kind: 'probabilities';
}

/** Two-threshold rule of one label: an event opens at `enter`, lives while ≥ `exit`. Durations in seconds. */
export interface Hysteresis {
  readonly enter: number;
  readonly exit: number;
  readonly minDuration: number;
  readonly maxGap: number;
}

export type HysteresisByLabel = Readonly<Record<string, Hysteresis>>;

export interface DetectionEvent {
  readonly label: string;
  /** Seconds, clip time. */
  readonly start: number;
  readonly end: number;
  /** When the smoothed probability is highest, s. */
  readonly peak: number;
  /** Smoothed probability at the peak. */
  readonly score: number;
}

export const normalLabel = 'Normal';
