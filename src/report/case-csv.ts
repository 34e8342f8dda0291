import type { CaseClip, ReviewedEvent } from '../contract/index.ts';
import type { CaseReport } from './case-report.ts';
import { clock, utc } from './plain-format.ts';

type Cell = string | number | boolean | null;
type Columns<T> = readonly (readonly [name: string, cell: (row: T) => Cell])[];

interface EventRow {
  readonly clip: CaseClip;
  readonly event: ReviewedEvent;
}

const eventColumns: Columns<EventRow> = [
  ['clip', ({ clip }) => clip.id],
  ['path', ({ clip }) => clip.path],
  ['sha256', ({ clip }) => clip.sha256],
  ['event', ({ event }) => event.id],
  ['label', ({ event }) => event.label],
  ['status', ({ event }) => event.status],
  ['origin', ({ event }) => event.origin],
  ['start_s', ({ event }) => event.start],
  ['end_s', ({ event }) => event.end],
  ['start', ({ event }) => clock(event.start)],
  ['end', ({ event }) => clock(event.end)],
  ['peak_s', ({ event }) => event.peak],
  ['score', ({ event }) => event.score],
  ['detected_label', ({ event }) => event.detected?.label ?? null],
  ['detected_start_s', ({ event }) => event.detected?.start ?? null],
  ['detected_end_s', ({ event }) => event.detected?.end ?? null],
  ['detected_now', ({ event }) => event.isDetected],
  ['note', ({ event }) => event.note],
];

const clipColumns: Columns<CaseClip> = [
  ['clip', (clip) => clip.id],
  ['path', (clip) => clip.path],
  ['sha256', (clip) => clip.sha256],
  ['size_bytes', (clip) => clip.sizeBytes],
  ['modified', (clip) => utc(clip.modifiedAt)],
  ['added', (clip) => utc(clip.addedAt)],
  ['status', (clip) => clip.status.kind],
  ['failure', (clip) => (clip.status.kind === 'failed' ? clip.status.message : null)],
  ['container', (clip) => clip.facts?.container ?? null],
  ['codec', (clip) => clip.facts?.codec ?? null],
  ['width', (clip) => clip.facts?.width ?? null],
  ['height', (clip) => clip.facts?.height ?? null],
  ['start_s', (clip) => clip.facts?.start ?? null],
  ['duration_s', (clip) => clip.facts?.duration ?? null],
  ['frame_rate', (clip) => clip.facts?.frameRate ?? null],
  ['frames', (clip) => clip.facts?.frameCount ?? null],
  ['warnings', (clip) => clip.facts?.warnings.join(' ') ?? null],
  ['decoder', (clip) => clip.analysis?.decoderDetail ?? null],
  ['backend', (clip) => clip.analysis?.backend ?? null],
  ['model', (clip) => clip.analysis?.model.id ?? null],
  ['model_sha256', (clip) => clip.analysis?.model.sha256 ?? null],
  ['analysed', (clip) => (clip.analysis ? utc(clip.analysis.analysedAt) : null)],
  ['analysed_to_s', (clip) => clip.analysis?.end ?? null],
  ['unreviewed', (clip) => countOf(clip, 'unreviewed')],
  ['confirmed', (clip) => countOf(clip, 'confirmed')],
  ['rejected', (clip) => countOf(clip, 'rejected')],
  ['bookmarks', (clip) => clip.review.bookmarks.length],
  ['note', (clip) => clip.review.note],
];

/** One line per event, rejected ones too, in the order of the clips and of time. RFC 4180, UTF-8, times in seconds. */
export function eventsCsv({ case: { clips } }: CaseReport): string {
  return csv(
    eventColumns,
    clips.flatMap((clip) => clip.review.events.map((event) => ({ clip, event }))),
  );
}

/** One line per clip. RFC 4180, UTF-8. */
export function clipsCsv({ case: { clips } }: CaseReport): string {
  return csv(clipColumns, clips);
}

function csv<T>(columns: Columns<T>, rows: readonly T[]): string {
  const lines = [
    columns.map(([name]) => name),
    ...rows.map((row) => columns.map(([, cell]) => csvCell(cell(row)))),
  ];
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('');
}

/**
 * One cell by RFC 4180. A text that a spreadsheet would run as a formula (OWASP: it begins with = + - @, a tab or a
 * line break) is given a leading apostrophe; numbers are written as numbers.
 */
export function csvCell(value: Cell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function countOf({ review }: CaseClip, status: ReviewedEvent['status']): number {
  return review.events.filter((event) => event.status === status).length;
}
