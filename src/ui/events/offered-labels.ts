import { normalLabel } from '../../contract/index.ts';
import type { Workspace } from '../../state/index.ts';

/** The classes that an event of the clip on the desk may be given, in the model's order. */
export function offeredLabels({ engine, session }: Workspace): readonly string[] {
  const known = session.selected?.track?.labels ?? engine.manifest?.labels ?? [];
  return known.filter((label) => label !== normalLabel);
}
