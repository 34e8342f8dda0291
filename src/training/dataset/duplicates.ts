import type { DatasetClip } from '../../contract/index.ts';

/**
 * Leaves every clip out of training whose bytes an earlier one of the same label has. The same bytes under two labels
 * stay in, for nobody but the user knows which label is right: `findFindings` stops on them. Marks that no longer
 * hold, since labels were edited or the first copy was taken out by hand, are lifted.
 */
export function excludeDuplicates(clips: readonly DatasetClip[]): DatasetClip[] {
  const kept = new Set<string>();
  return clips.map((clip) => {
    if (clip.excluded === 'hand') return clip;
    const identity = `${clip.sha256} ${clip.label}`;
    if (kept.has(identity)) return { ...clip, excluded: 'duplicate' };
    kept.add(identity);
    const { excluded: _, ...included } = clip;
    return included;
  });
}

/** Clips that take part, by content: the same bytes together. */
export function byContent(clips: readonly DatasetClip[]): Map<string, DatasetClip[]> {
  const found = new Map<string, DatasetClip[]>();
  for (const clip of clips) {
    const same = found.get(clip.sha256);
    if (same) same.push(clip);
    else found.set(clip.sha256, [clip]);
  }
  return found;
}
