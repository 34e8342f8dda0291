import { normalLabel, type ProbabilityTrack, type ReviewedEvent } from '../../contract/index.ts';
import { clock } from '../plain-format.ts';
import { labelColour } from './label-colour.ts';
import { html, type Markup } from './markup.ts';

/** All in the units of the view box. */
const width = 1000;
const gutter = 90;
const rowHeight = 30;
const axisHeight = 18;
const bins = 450;

export interface TimelineInput {
  /** Clip time shown, s. */
  readonly from: number;
  readonly to: number;
  readonly events: readonly ReviewedEvent[];
  readonly track?: ProbabilityTrack | undefined;
}

/** One row per class: its probability as a curve where a track is given, its events as bars, rejected ones hollow. */
export function timelineSvg({ from, to, events, track }: TimelineInput): Markup | null {
  const labels = rowsOf(events, track);
  if (labels.length === 0 || to <= from) return null;
  const x = (time: number) =>
    gutter + ((Math.min(to, Math.max(from, time)) - from) / (to - from)) * (width - gutter);
  const bottom = labels.length * rowHeight;
  return html`<svg
    class="timeline"
    viewBox="0 0 ${width} ${bottom + axisHeight}"
    role="img"
    aria-label="Timeline of ${labels.join(', ')}"
  >
    ${labels.map(
      (label, row) =>
        html`<g fill="${labelColour(label)}" stroke="${labelColour(label)}">
          <text class="row" x="0" y="${row * rowHeight + 20}" stroke="none">${label}</text>
          <path class="ground" d="M${gutter} ${(row + 1) * rowHeight - 0.5}H${width}" fill="none" />
          ${events.filter((event) => event.label === label).map((event) => bar(event, row, x))}
          ${track ? curve(track, label, row, x) : null}
        </g>`,
    )}
    ${ticks(from, to).map((time) => tick(time, x(time), bottom))}
  </svg>`;
}

function rowsOf(events: readonly ReviewedEvent[], track: ProbabilityTrack | undefined): string[] {
  const labels = new Set([...(track?.labels ?? []), ...events.map(({ label }) => label)]);
  return [...labels].filter((label) => label !== normalLabel).sort();
}

function bar(event: ReviewedEvent, row: number, x: (time: number) => number): Markup {
  const left = x(event.start);
  const size = Math.max(2, x(event.end) - left);
  return html`<rect
    class="${event.status}"
    x="${fixed(left)}"
    y="${row * rowHeight + 6}"
    width="${fixed(size)}"
    height="20"
    ><title>${event.id}, ${event.status}, ${clock(event.start)} – ${clock(event.end)}</title></rect
  > `;
}

/** The highest probability of each bin, so that no peak is lost however long the clip. */
function curve(
  { labels, timestamps, values }: ProbabilityTrack,
  label: string,
  row: number,
  x: (time: number) => number,
): Markup | null {
  const column = labels.indexOf(label);
  if (column < 0) return null;
  const peaks = new Map<number, number>();
  timestamps.forEach((time, index) => {
    const bin = Math.floor(((x(time) - gutter) / (width - gutter)) * bins);
    const value = values[index * labels.length + column] as number;
    peaks.set(bin, Math.max(peaks.get(bin) ?? 0, value));
  });
  const points = [...peaks]
    .sort(([a], [b]) => a - b)
    .map(([bin, peak]) => {
      const left = gutter + ((bin + 0.5) / bins) * (width - gutter);
      return `${fixed(left)} ${fixed((row + 1) * rowHeight - 1 - peak * (rowHeight - 4))}`;
    });
  return html`<path class="curve" d="M${points.join('L')}" fill="none" /> `;
}

function tick(time: number, left: number, bottom: number): Markup {
  return html`<path class="tick" d="M${fixed(left)} 0V${bottom + 3}" /><text
      class="time"
      x="${fixed(left)}"
      y="${bottom + 14}"
      >${clock(time)}</text
    > `;
}

const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 86400];

/** At most seven times at round steps. */
function ticks(from: number, to: number): number[] {
  const step = steps.find((candidate) => (to - from) / candidate <= 6) ?? to - from;
  const first = Math.ceil(from / step);
  const last = Math.floor((to - step * 0.4) / step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * step);
}

function fixed(value: number): string {
  return value.toFixed(1);
}
