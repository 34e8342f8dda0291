import type { ModelFiles } from '../../contract/index.ts';
import { toModelFiles } from '../model-bundle.ts';
import { readModel } from '../read-model.ts';

/**
 * A model from its one file, checked as {@link readModel} checks every model, so that nothing of a wrong or hostile
 * file gets any further.
 * @throws AppError 'model-corrupt', 'model-incompatible', 'model-missing', each naming the file
 */
export async function unpackModel(file: File, signal: AbortSignal): Promise<ModelFiles> {
  return toModelFiles(await readModel({ kind: 'files', files: [file] }, signal));
}
