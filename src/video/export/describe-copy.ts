import { formatTimecode } from '../../base/index.ts';
import type { CopyPlan, CopySpan } from './copy-plan.ts';

/**
 * Where a copy really begins and ends, in sentences.
 * @param leading what became of the frames that need pictures from before the key frame
 */
export function describeCopy(plan: CopyPlan, span: CopySpan, leading: 'left-out' | 'kept'): string {
  return [
    `${frames(plan.frames)} copied bit for bit, without decoding.`,
    plan.before === 0
      ? `Begins exactly at ${formatTimecode(plan.start)}.`
      : `Begins at the key frame at ${formatTimecode(plan.start)}, ${frames(plan.before)} ` +
        `(${(span.from - plan.start).toFixed(2)} s) before the mark.`,
    plan.after === 0
      ? ''
      : `Ends ${frames(plan.after)} after the mark, at ${formatTimecode(plan.end)}, because earlier pictures need them.`,
    plan.leading === 0 ? '' : leadingSentence(plan.leading, leading),
  ]
    .filter(Boolean)
    .join(' ');
}

function leadingSentence(count: number, became: 'left-out' | 'kept'): string {
  return became === 'left-out'
    ? `Left out: ${frames(count)} at the beginning, for which pictures from before the key frame are needed.`
    : `It also holds ${frames(count)} at the beginning that cannot be shown without pictures from before.`;
}

function frames(count: number): string {
  return count === 1 ? '1 frame' : `${count} frames`;
}
