import type { Workspace } from '../../state/index.ts';
import { commands } from './commands.ts';

/** Runs the command of a key press, unless the person is typing or a control uses the key itself. */
export function handleKey(event: KeyboardEvent, workspace: Workspace): void {
  if (event.defaultPrevented || event.altKey || isUsedByControl(event)) return;
  const pressed = keyOf(event);
  const command = commands.find(({ keys, isAvailable }) => keys.includes(pressed) && isAvailable(workspace));
  if (!command) return;
  event.preventDefault();
  command.run(workspace);
}

function keyOf({ key, shiftKey, ctrlKey, metaKey }: KeyboardEvent): string {
  if (ctrlKey || metaKey) return `Control+${key.toLowerCase()}`;
  if (shiftKey && key.startsWith('Arrow')) return `Shift+${key}`;
  return key.length === 1 ? key.toLowerCase() : key;
}

function isUsedByControl({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('dialog[open]') || target.isContentEditable) return true;
  if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement) {
    const isRange = target instanceof HTMLInputElement && target.type === 'range';
    return !isRange || /^(Arrow|Home|End|Page)/.test(key);
  }
  return key === ' ' && target.closest('button, a, summary, [role=option], [role=tab]') !== null;
}
