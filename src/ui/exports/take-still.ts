import type { Workspace } from '../../state/index.ts';
import { saveBlob } from '../common/save-file.ts';

/** Exports the shown frame and offers it for saving. */
export async function takeStill({ exports }: Pick<Workspace, 'exports'>): Promise<void> {
  const made = await exports.still();
  if (made) saveBlob(made.blob, made.name);
}
