import type { Workspace } from '../../state/index.ts';
import { commands } from './commands.ts';

/** Runs the command of a key press, unless the person is typing or a control uses the key itself. */
export function handleKey(event: KeyboardEvent, workspace: Workspace): void {
  if (event.defaultPrevented || event.altKey || isUsedByControl(event)) return;
  for (const pressed of keysOf(event)) {
    const command = commands.find(
      ({ keys, isAvailable }) => keys.includes(pressed) && isAvailable(workspace),
    );
    if (!command) continue;
    event.preventDefault();
    command.run(workspace, pressed);
    return;
  }
}

/** What a key press may be bound as; with Shift, a letter that has no binding of its own is the plain letter. */
function keysOf({ key, shiftKey, ctrlKey, metaKey }: KeyboardEvent): readonly string[] {
  const plain = key.length === 1 ? key.toLowerCase() : key;
  if (ctrlKey || metaKey) return [`Control+${shiftKey ? 'Shift+' : ''}${plain}`];
  return shiftKey ? [`Shift+${plain}`, plain] : [plain];
}

function isUsedByControl({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('dialog[open]') || target.isContentEditable) return true;
  if (target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement) {
    const isRange = target instanceof HTMLInputElement && target.type === 'range';
    return !isRange || /^(Arrow|Home|End|Page)/.test(key);
  }
  const isPress = key === ' ' || key === 'Enter';
  return isPress && target.closest('button, a, summary, [role=option], [role=tab]') !== null;
}
