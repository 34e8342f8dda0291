import type { EventSettings, Hysteresis, ProbabilityTrack } from '../contract/index.ts';

/** One alert, by the rule of events. Times in seconds of the live source. */
export interface Alert {
  readonly label: string;
  readonly start: number;
  /** So far, while it is open. */
  readonly end: number;
  readonly peak: number;
  readonly score: number;
  readonly isOpen: boolean;
}

/** What a row brought: an alert that opened, one that grew, one that is over. */
export interface AlarmChange {
  readonly kind: 'raised' | 'grown' | 'ended';
  readonly alert: Alert;
}

interface Span {
  start: number;
  /** Up to the last row that was at least `exit`. */
  end: number;
  peak: number;
  score: number;
  hasEntered: boolean;
}

interface RowTime {
  readonly time: number;
  readonly from: number;
  readonly to: number;
}

interface LabelState {
  /** Rows at least `exit` in a row, up to now. */
  running: Span | null;
  /** The span that `running` joins if it begins within the gap. */
  before: Span | null;
  isRaised: boolean;
}

/**
 * The hysteresis of `detectEvents`, row by row as they come: an alert is raised as soon as its span reaches `enter` and
 * is long enough, and ends when no later span can join it. Smoothing looks only back, because the future is not there
 * yet: the forward half of `smoothTrack`, by the same half-life. Thresholds may change between rows.
 */
export class LiveAlarm {
  readonly #states = new Map<string, LabelState>();
  #sums: Float64Array | null = null;
  #weight = 0;
  #last: number | null = null;

  /** @returns what these rows changed, in the order of time */
  step(rows: ProbabilityTrack, settings: EventSettings): AlarmChange[] {
    const changes: AlarmChange[] = [];
    for (const [row, time] of rows.timestamps.entries()) {
      const values = this.#smooth(rows, row, time, settings.halfLife);
      const at = rowTime(time, this.#last);
      this.#last = time;
      rows.labels.forEach((label, column) => {
        const rule = settings.hysteresis[label];
        if (rule) changes.push(...this.#stepLabel(label, rule, values[column] as number, at));
      });
    }
    return changes;
  }

  /** The source stopped or has a gap: what is open ends where it was last seen. */
  end(): AlarmChange[] {
    const open = [...this.#states].flatMap(([label, state]) => {
      const span = joined(state);
      return state.isRaised && span ? [change('ended', label, span)] : [];
    });
    this.#states.clear();
    this.#sums = null;
    this.#weight = 0;
    this.#last = null;
    return open;
  }

  #smooth(rows: ProbabilityTrack, row: number, time: number, halfLife: number): Float64Array {
    const columns = rows.labels.length;
    const decay = this.#last === null || halfLife <= 0 ? 0 : 0.5 ** ((time - this.#last) / halfLife);
    const sums = (this.#sums ??= new Float64Array(columns));
    this.#weight = 1 + decay * this.#weight;
    return Float64Array.from({ length: columns }, (_, column) => {
      const sum = (rows.values[row * columns + column] as number) + decay * (sums[column] as number);
      sums[column] = sum;
      // As precise as a smoothed track, whose thresholds these are.
      return Math.fround(sum / this.#weight);
    });
  }

  #stepLabel(label: string, rule: Hysteresis, value: number, row: RowTime): AlarmChange[] {
    const state = this.#stateOf(label);
    if (value >= Math.min(rule.enter, rule.exit)) {
      grow(state, rule, value, row);
    } else if (state.running) {
      state.running.end = row.from;
      if (state.running.hasEntered) state.before = joined(state);
      state.running = null;
    }
    return [...endBefore(label, rule, state, row), ...raise(label, rule, state)];
  }

  #stateOf(label: string): LabelState {
    const known = this.#states.get(label) ?? { running: null, before: null, isRaised: false };
    this.#states.set(label, known);
    return known;
  }
}

/** A row speaks for the time half-way to its neighbours; the next one is expected at the same distance. */
function rowTime(time: number, last: number | null): RowTime {
  const loneRow = 0.5;
  const half = last === null ? loneRow : (time - last) / 2;
  return { time, from: time - half, to: time + half };
}

function grow(state: LabelState, { enter }: Hysteresis, value: number, { time, from, to }: RowTime): void {
  const running = (state.running ??= { start: from, end: to, peak: time, score: value, hasEntered: false });
  running.end = to;
  running.hasEntered ||= value >= enter;
  if (value > running.score) Object.assign(running, { peak: time, score: value });
}

/** Lets go of the span before once nothing that is there or still to come begins within its gap. */
function endBefore(
  label: string,
  { maxGap }: Hysteresis,
  state: LabelState,
  { time }: RowTime,
): AlarmChange[] {
  const { before, running, isRaised } = state;
  if (!before || (running?.start ?? time) - before.end <= maxGap) return [];
  Object.assign(state, { before: null, isRaised: false });
  return isRaised ? [change('ended', label, before)] : [];
}

function raise(label: string, { minDuration }: Hysteresis, state: LabelState): AlarmChange[] {
  const span = state.running?.hasEntered ? joined(state) : null;
  if (!span || span.end - span.start < minDuration) return [];
  const kind = state.isRaised ? 'grown' : 'raised';
  state.isRaised = true;
  return [change(kind, label, span)];
}

/** The span up to now with the one that it joins. */
function joined({ before, running }: LabelState): Span | null {
  const now = running?.hasEntered ? running : null;
  if (!before || !now) return now ?? before;
  const higher = now.score > before.score ? now : before;
  return { ...now, start: before.start, peak: higher.peak, score: higher.score };
}

function change(kind: AlarmChange['kind'], label: string, { start, end, peak, score }: Span): AlarmChange {
  return { kind, alert: { label, start, end, peak, score, isOpen: kind !== 'ended' } };
}
