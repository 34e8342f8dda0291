import type { CaseClip, CaseSettings } from '../../contract/index.ts';
import type { CaseCounts, StoredCase } from '../../storage/index.ts';
import type { ClipEntry } from '../clip-entry.svelte.ts';

export const noSettings: CaseSettings = { eventsByModel: {}, presets: [] };

/** A case nothing is in yet. @param at milliseconds since 1970 */
export function newCase(id: string, name: string, at: number): StoredCase {
  return {
    id,
    name,
    createdAt: at,
    changedAt: at,
    notes: '',
    settings: noSettings,
    nextClip: 1,
    order: [],
    isPaused: false,
    counts: { clips: 0, finished: 0, events: 0, unreviewed: 0 },
  };
}

export function countsOf(entries: readonly ClipEntry[]): CaseCounts {
  const standing = entries.flatMap(({ events }) => events.filter(({ status }) => status !== 'rejected'));
  return {
    clips: entries.length,
    finished: entries.filter(({ status }) => status.kind === 'finished').length,
    events: standing.length,
    unreviewed: standing.filter(({ status }) => status === 'unreviewed').length,
  };
}

/** What a case is called until a person names it: the folder that was dropped, or its first file. */
export function nameFor(paths: readonly string[]): string {
  const [first = 'Footage'] = paths;
  const [folder, ...below] = first.split('/');
  const isOneFolder = below.length > 0 && paths.every((path) => path.startsWith(`${folder}/`));
  if (isOneFolder && folder) return folder;
  const name = first.slice(first.lastIndexOf('/') + 1).replace(/\.[^.]+$/, '');
  return paths.length > 1 ? `${name} and ${paths.length - 1} more` : name;
}

/** The number in 'c12'. */
export function clipNumber(id: string): number {
  return Number(id.slice(1));
}

/** Clips in the order of work; one that the order does not name comes last. */
export function inOrder(clips: readonly CaseClip[], order: readonly string[]): readonly CaseClip[] {
  const place = new Map(order.map((id, at) => [id, at]));
  return [...clips].sort(
    (a, b) =>
      (place.get(a.id) ?? order.length) - (place.get(b.id) ?? order.length) ||
      clipNumber(a.id) - clipNumber(b.id),
  );
}
