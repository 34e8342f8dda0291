import { AppError } from '../base/index.ts';
import { parseModelManifest, type LoadedModel } from '../contract/index.ts';

/** Where the shipped models are listed: their ids, first is the one that Vigil starts with. */
export interface ModelShelf {
  list(): Promise<readonly string[]>;
  url(id: string): string;
}

/**
 * The manifest of a model folder on this origin, without its weights.
 * @param fetched gives the response or throws an AppError
 */
export async function readShipped(
  url: string,
  fetched: (url: string) => Promise<Response>,
): Promise<LoadedModel> {
  const response = await fetched(`${url}manifest.json`);
  const bytes = await response.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const manifest = parseModelManifest(parsed(bytes), 'manifest.json');
  return { manifest, identity: { id: manifest.id, sha256 } };
}

function parsed(bytes: ArrayBuffer): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new AppError('model-incompatible', 'manifest.json is not valid JSON.', {
      remedy: 'Reload the page; if that does not help, install Vigil again.',
      cause,
    });
  }
}
