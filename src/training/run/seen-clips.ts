import { AppError } from '../../base/index.ts';
import type { DatasetClip } from '../../contract/index.ts';
import type { ModelBundle } from '../../model/index.ts';

/**
 * The file in which a model says what it was trained on: a JSON array with the first 16 hex digits of the SHA-256 of
 * each clip and picture. It tells nothing of them but whether a file at hand was among them.
 */
export const trainedOnPath = 'trained-on.json';

const prefixLength = 16;

/**
 * The clips that the model at hand was trained on already. A backbone knows them, so figures on them flatter, even those
 * of a head that never saw them. Empty for a model that does not say what it was trained on.
 * @throws AppError 'model-incompatible' when the model's list cannot be read
 */
export function seenClips({ files, manifest }: ModelBundle, clips: readonly DatasetClip[]): DatasetClip[] {
  const bytes = files.get(trainedOnPath);
  if (!bytes) return [];
  const prefixes = new Set(prefixesOf(bytes, manifest.id));
  return clips.filter(({ sha256 }) => prefixes.has(sha256.slice(0, prefixLength)));
}

/** One sentence on the test clips that the model at hand knew; null when there are none. */
export function seenAlarm(seen: number, tested: number, model: string): string | null {
  if (seen === 0) return null;
  const which = seen === tested ? `All ${tested}` : `${seen} of the ${tested}`;
  return `${which} test clips were among those that ${model}, which this run started from, was trained on: figures on them are too good.`;
}

/** What a model that goes on from `bundle` was trained on: all that it knew, and the clips that it now learnt from. */
export function trainedOnFile(bundle: ModelBundle, clips: readonly DatasetClip[]) {
  const before = bundle.files.get(trainedOnPath);
  const known = before ? prefixesOf(before, bundle.manifest.id) : [];
  const all = new Set([...known, ...clips.map(({ sha256 }) => sha256.slice(0, prefixLength))]);
  const bytes = new TextEncoder().encode(JSON.stringify([...all].sort())).buffer;
  return { path: trainedOnPath, bytes };
}

function prefixesOf(bytes: ArrayBuffer, id: string): string[] {
  const parsed: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (Array.isArray(parsed) && parsed.every((entry) => typeof entry === 'string')) return parsed;
  throw new AppError(
    'model-incompatible',
    `The list ${trainedOnPath} of model ${id} is not a list of hashes.`,
    {
      remedy: 'Export the model again, or choose another one.',
    },
  );
}
