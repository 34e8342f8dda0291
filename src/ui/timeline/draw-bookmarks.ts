import type { Bookmark } from '../../contract/index.ts';
import { severities } from '../bookmarks/severity.ts';
import { xOf, type TimelineLayout } from './layout.ts';
import type { TimelinePalette } from './palette.ts';

/** A flag under the ruler for each bookmark; one to three bars in it tell the severity beside its colour. */
export function drawBookmarks(
  context: CanvasRenderingContext2D,
  layout: TimelineLayout,
  palette: TimelinePalette,
  bookmarks: readonly Bookmark[],
): void {
  const top = layout.rulerHeight - 12;
  for (const { at, severity } of bookmarks) {
    const x = Math.round(xOf(layout, at));
    if (x < layout.left || x > layout.right) continue;
    context.fillStyle = palette.severityColour(severity);
    context.fillRect(x, top, 1.5, layout.curveBottom - top);
    context.fillRect(x, top, 11, 8);
    context.fillStyle = palette.surface;
    for (let bar = 0; bar <= severities.indexOf(severity); bar++) {
      context.fillRect(x + 2.5 + bar * 2.75, top + 2, 1.5, 4);
    }
  }
}
