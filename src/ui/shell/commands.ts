import type { Workspace } from '../../state/index.ts';
import { chooseFootage } from '../footage/take-footage.ts';
import { takeStill } from '../exports/take-still.ts';
import { reviewCommands } from './review-commands.ts';
import { routes } from './routes.ts';

export interface Command {
  readonly id: string;
  readonly group: 'Playback' | 'Marks' | 'Timeline' | 'Events' | 'Review' | 'Files' | 'View' | 'Go to';
  readonly title: string;
  /** As `KeyboardEvent.key`, with 'Shift+' where the key itself does not say so. */
  readonly keys: readonly string[];
  readonly isAvailable: (workspace: Workspace) => boolean;
  /** @param key that was pressed; '' from the palette */
  readonly run: (workspace: Workspace, key: string) => void;
}

const always = (): boolean => true;
const hasClip = ({ playback, navigation }: Workspace): boolean =>
  playback.isOpen && isFootage(navigation.path);
const hasEntry = ({ session, navigation }: Workspace): boolean =>
  session.selected !== null && isFootage(navigation.path);
const hasEvents = ({ events, navigation }: Workspace): boolean =>
  events.list.length > 0 && isFootage(navigation.path);

function isFootage(path: string): boolean {
  return path === '' || (path.startsWith('footage') && path !== 'footage/live');
}

function span({ timeline }: Workspace): number {
  return timeline.visible.to - timeline.visible.from;
}

/** Everything that can be done by key or from the palette. */
export const commands: readonly Command[] = [
  of('Playback', 'Play or pause', [' '], hasClip, ({ playback }) => playback.toggle()),
  of('Playback', 'Pause', ['k'], hasClip, ({ playback }) => playback.pause()),
  of('Playback', 'Forwards, again for faster', ['l'], hasClip, ({ playback }) => playback.shuttle(1)),
  of('Playback', 'Backwards, again for faster', ['j'], hasClip, ({ playback }) => playback.shuttle(-1)),
  of('Playback', 'One frame on', ['.'], hasClip, ({ playback }) => void playback.step(1)),
  of('Playback', 'One frame back', [','], hasClip, ({ playback }) => void playback.step(-1)),
  of('Playback', 'To the start', ['Home'], hasClip, ({ playback }) => void playback.seek(playback.start)),
  of(
    'Playback',
    'To the end',
    ['End'],
    hasClip,
    ({ playback }) => void playback.seek(playback.end ?? playback.head),
  ),
  of('Playback', 'Jump to a time or frame', ['g'], hasClip, () => document.getElementById('jump')?.focus()),
  of('Marks', 'Mark in', ['i'], hasClip, ({ playback }) => playback.mark('in')),
  of('Marks', 'Mark out', ['o'], hasClip, ({ playback }) => playback.mark('out')),
  of('Marks', 'Clear marks', ['x'], hasClip, ({ playback }) => playback.clearMarks()),
  of(
    'Marks',
    'Save a still of this frame',
    ['s'],
    (w) => hasClip(w) && w.exports.canExport,
    (w) => void takeStill(w),
  ),
  of('Timeline', 'Zoom in', ['+', '='], hasEntry, ({ timeline, playback }) =>
    timeline.zoom(2, playback.head),
  ),
  of('Timeline', 'Zoom out', ['-'], hasEntry, ({ timeline, playback }) => timeline.zoom(0.5, playback.head)),
  of('Timeline', 'Show the whole clip', ['0'], hasEntry, ({ timeline }) => timeline.showAll()),
  of('Timeline', 'Pan left', ['Shift+ArrowLeft'], hasEntry, (w) => w.timeline.pan(-span(w) / 4)),
  of('Timeline', 'Pan right', ['Shift+ArrowRight'], hasEntry, (w) => w.timeline.pan(span(w) / 4)),
  of('Events', 'Play the next event', [']'], hasEvents, ({ events }) => events.walk(1)),
  of('Events', 'Play the previous event', ['['], hasEvents, ({ events }) => events.walk(-1)),
  ...reviewCommands(({ navigation }) => isFootage(navigation.path)),
  of('Files', 'Open files…', ['Control+o'], always, (workspace) => chooseFootage(workspace, 'files')),
  of('Files', 'Try the sample', [], always, (w) => (w.navigation.go('footage'), void w.trySample())),
  of('Files', 'Stop the analysis', ['Escape'], ({ session }) => session.running !== null, stopAnalysis),
  of('View', 'Overlay on or off', ['v'], hasEntry, ({ preferences }) =>
    preferences.set('overlayShown', !preferences.overlayShown),
  ),
  of(
    'View',
    'True pixels or fitted in',
    ['z'],
    hasClip,
    ({ playback }) => void playback.showTrueSize(!playback.isTrueSize),
  ),
  of('View', 'Dark theme', [], always, ({ preferences }) => preferences.set('theme', 'dark')),
  of('View', 'Light theme', [], always, ({ preferences }) => preferences.set('theme', 'light')),
  of('View', 'Theme of the system', [], always, ({ preferences }) => preferences.set('theme', 'system')),
  of('Go to', 'Live camera or screen', [], always, ({ navigation }) => navigation.go('footage/live')),
  ...routes.map(({ path, title }) => of('Go to', title, [], always, ({ navigation }) => navigation.go(path))),
];

function of(
  group: Command['group'],
  title: string,
  keys: readonly string[],
  isAvailable: Command['isAvailable'],
  run: Command['run'],
): Command {
  return { id: `${group}/${title}`, group, title, keys, isAvailable, run };
}

function stopAnalysis({ session }: Workspace): void {
  if (session.running) session.cancel(session.running);
}

const keyNames: Readonly<Record<string, string>> = {
  ' ': 'Space',
  ArrowLeft: '←',
  ArrowRight: '→',
  Control: 'Ctrl',
  Escape: 'Esc',
};

/** A key as it is printed on the sheet. */
export function printKey(key: string): string {
  return key
    .split('+')
    .map((part) => keyNames[part] ?? (part === '' ? '+' : part.length === 1 ? part.toUpperCase() : part))
    .filter((part, place, all) => !(part === '+' && place > 0 && all[place - 1] === '+'))
    .join(' ');
}
