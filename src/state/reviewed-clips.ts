import { normalLabel, type ReviewedEvent } from '../contract/index.ts';
import type { ClipEntry } from './clip-entry.svelte.ts';
import type { LabelledSource } from './dataset-draft.svelte.ts';

/** A reviewed event as training sees it. */
export interface ReviewedClip {
  readonly entry: ClipEntry;
  readonly event: ReviewedEvent;
  /** What the footage shows: the label of a confirmed event, Normal for a rejected one. */
  readonly label: string;
}

export interface ReviewedClips {
  /** In the order of the clips and of time. */
  readonly taken: readonly ReviewedClip[];
  /** Overlaps an event taken under another label: the same footage cannot show two classes to this model. */
  readonly contested: readonly ReviewedClip[];
}

/**
 * The reviewed events as labelled stretches of footage. A confirmed event carries its label; a rejected one, which the
 * model took for something, is the calm footage it errs on (a hard negative), if wanted.
 */
export function reviewedClips(entries: readonly ClipEntry[], withRejected: boolean): ReviewedClips {
  const judged = entries.flatMap((entry) => {
    const clips = judgedOf(entry, withRejected);
    return clips.map((clip) => ({ clip, isContested: clips.some((other) => contradicts(clip, other)) }));
  });
  return {
    taken: judged.filter(({ isContested }) => !isContested).map(({ clip }) => clip),
    contested: judged.filter(({ isContested }) => isContested).map(({ clip }) => clip),
  };
}

/** As the dataset takes it; null when its file is not at hand. */
export function toSource({ entry, event, label }: ReviewedClip): LabelledSource | null {
  const { file, path } = entry;
  return file && { path, file, label, span: { from: event.start, to: event.end } };
}

function judgedOf(entry: ClipEntry, withRejected: boolean): ReviewedClip[] {
  return entry.events.flatMap((event) => {
    if (event.status === 'confirmed') return [{ entry, event, label: event.label }];
    return event.status === 'rejected' && withRejected ? [{ entry, event, label: normalLabel }] : [];
  });
}

function contradicts(a: ReviewedClip, b: ReviewedClip): boolean {
  return a.label !== b.label && a.event.start < b.event.end && b.event.start < a.event.end;
}
