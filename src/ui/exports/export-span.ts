import { formatDuration, formatTimecode, type TimeSpan, type Workspace } from '../../state/index.ts';

/** A span that can be exported, or why it cannot. */
export interface SpanChoice {
  readonly id: 'marks' | 'event';
  readonly title: string;
  /** null while there is none. */
  readonly span: TimeSpan | null;
  readonly note: string;
}

type Desk = Pick<Workspace, 'playback' | 'events'>;

/** The marked part, and the event that is on. */
export function spanChoices({ playback, events }: Desk): SpanChoice[] {
  const { in: from, out: to } = playback.marks;
  const marked = from !== null && to !== null ? { from, to } : null;
  const event = events.current;
  const span = event && { from: event.start, to: event.end };
  return [
    {
      id: 'marks',
      title: 'Between the marks',
      span: marked,
      note: marked ? describeSpan(marked) : missingMark(from, to),
    },
    {
      id: 'event',
      title: event ? `Event “${event.label}”` : 'The current event',
      span,
      note: span ? describeSpan(span) : 'Choose one in the list of events first.',
    },
  ];
}

function missingMark(from: number | null, to: number | null): string {
  if (from === null && to === null) return 'Set them with I and O first.';
  return from === null
    ? 'The beginning is not marked yet: press I there.'
    : 'The end is not marked yet: press O there.';
}

function describeSpan({ from, to }: TimeSpan): string {
  return `${formatTimecode(from)} to ${formatTimecode(to)}, ${formatDuration(to - from)}, both frames included`;
}
