import type { Task } from '../../base/index.ts';
import type { FinishedExport } from '../../contract/index.ts';
import { sha256 } from '../content-hash.ts';

/** Hashes what was made. */
export async function finishExport(
  made: Pick<FinishedExport, 'kind' | 'name' | 'blob' | 'detail'>,
  task: Task,
): Promise<FinishedExport> {
  const hash = await sha256(new File([made.blob], made.name), task);
  return { ...made, sizeBytes: made.blob.size, sha256: hash };
}
