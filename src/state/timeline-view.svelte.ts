/** Time axis that a view moves over, s. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** The narrowest view: a few frames of any usual camera. */
const minSpan = 0.1;

/** Which part of the clip the timeline shows. Follows the whole clip until the person zooms. */
export class TimelineView {
  readonly #whole: () => TimeSpan;
  #chosen = $state.raw<TimeSpan | null>(null);
  #hidden = $state.raw<readonly string[]>([]);

  constructor(whole: () => TimeSpan) {
    this.#whole = whole;
  }

  get whole(): TimeSpan {
    return this.#whole();
  }
  get visible(): TimeSpan {
    return this.#chosen ?? this.#whole();
  }
  get isZoomed(): boolean {
    return this.#chosen !== null;
  }
  /** Labels whose curves are not drawn. */
  get hidden(): readonly string[] {
    return this.#hidden;
  }

  toggleCurve(label: string): void {
    const isHidden = this.#hidden.includes(label);
    this.#hidden = isHidden ? this.#hidden.filter((other) => other !== label) : [...this.#hidden, label];
  }

  /** Shows `1 / factor` of what is shown, keeping `around` where it is. */
  zoom(factor: number, around: number): void {
    const { from, to } = this.visible;
    const span = Math.max(minSpan, (to - from) / factor);
    const share = (around - from) / Math.max(to - from, 1e-9);
    this.show(around - share * span, around + (1 - share) * span);
  }

  pan(seconds: number): void {
    const { from, to } = this.visible;
    if (this.isZoomed) this.show(from + seconds, to + seconds);
  }

  /** Shows a span, pushed back inside the clip where it sticks out. */
  show(from: number, to: number): void {
    const whole = this.#whole();
    const span = Math.max(minSpan, to - from);
    if (span >= whole.to - whole.from) return this.showAll();
    const start = Math.min(Math.max(from, whole.from), whole.to - span);
    this.#chosen = { from: start, to: start + span };
  }

  showAll(): void {
    this.#chosen = null;
  }

  /** Turns the page when the play head has left the view. */
  keepInView(time: number): void {
    const { from, to } = this.visible;
    if (!this.isZoomed || (time >= from && time <= to)) return;
    const lead = (to - from) * 0.1;
    this.show(time - lead, time - lead + (to - from));
  }
}
