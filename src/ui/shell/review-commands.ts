import type { Workspace } from '../../state/index.ts';
import { offeredLabels } from '../events/offered-labels.ts';
import type { Command } from './commands.ts';

type Test = Command['isAvailable'];

const labelKeys = ['1', '2', '3', '4', '5', '6'] as const;

/** What a person does to events by key; the keys of the player stay its own. */
export function reviewCommands(isFootage: (workspace: Workspace) => boolean): readonly Command[] {
  const hasCurrent: Test = (w) => w.review.current !== null && isFootage(w);
  const hasClip: Test = (w) => w.session.selected !== null && isFootage(w);
  const isOpen: Test = (w) => w.playback.isOpen && isFootage(w);
  const hasCase: Test = (w) => w.session.entries.length > 0 && isFootage(w);
  return [
    of('Next event to review, in all clips', ['n'], hasCase, ({ review }) => review.walkOpen(1)),
    of('Event to review before, in all clips', ['p'], hasCase, ({ review }) => review.walkOpen(-1)),
    of('Confirm the event', ['y', 'Enter'], hasCurrent, ({ review }) => review.confirm()),
    of('Reject the event', ['r', 'Delete'], hasCurrent, ({ review }) => review.reject()),
    of('Set it back to unreviewed', ['u'], hasCurrent, ({ review }) => review.reopen()),
    of('Relabel it', labelKeys, hasCurrent, relabel),
    of('Start it at the play head', ['Shift+i'], hasCurrent, ({ review }) => review.setEdge('start')),
    of('End it at the play head', ['Shift+o'], hasCurrent, ({ review }) => review.setEdge('end')),
    of('New event between the marks', ['a'], hasClip, ({ review }) => review.addFromMarks()),
    of('Bookmark this frame', ['m'], isOpen, ({ review }) => review.bookmark('medium', '')),
    of('Repeat the marked part or the event', ['Shift+l'], isOpen, ({ review }) => review.toggleRepeat()),
    of(
      'Undo',
      ['Control+z'],
      (w) => w.review.undoTitle !== null && isFootage(w),
      ({ review }) => review.undo(),
    ),
    of(
      'Redo',
      ['Control+Shift+z', 'Control+y'],
      (w) => w.review.redoTitle !== null && isFootage(w),
      ({ review }) => review.redo(),
    ),
  ];
}

function of(title: string, keys: readonly string[], isAvailable: Test, run: Command['run']): Command {
  return { id: `Review/${title}`, group: 'Review', title, keys, isAvailable, run };
}

/** From the palette, without a number, it leads to the choice. */
function relabel(workspace: Workspace, key: string): void {
  if (key === '') return document.getElementById('relabel')?.focus();
  const label = offeredLabels(workspace)[Number(key) - 1];
  if (label !== undefined) workspace.review.relabel(label);
}
