import { describeLogFault } from '../log/verify-log.ts';
import type { BundleFault } from './verify-bundle.ts';
import type { ZipDamage } from './read-zip.ts';

/** One plain sentence that names what is altered. */
export function describeBundleFault(fault: BundleFault): string {
  switch (fault.kind) {
    case 'no-bundle':
      return 'This file is no case bundle, or its beginning was altered.';
    case 'repacked':
      return 'Another program has packed this bundle anew. Ask for the file as Vigil wrote it.';
    case 'container':
      return damageSentence(fault.damage);
    case 'unreadable':
      return `${fault.path} cannot be read: ${fault.detail}`;
    case 'seal':
      return 'manifest.json was altered: it no longer gives its seal.';
    case 'altered':
      return `${fault.path} was altered: its SHA-256 is not the one in the manifest.`;
    case 'missing':
      return `${fault.path} is missing.`;
    case 'extra':
      return `${fault.path} was added: the manifest does not know it.`;
    case 'repeated':
      return `${fault.path} comes more than once.`;
    case 'unsafe-path':
      return `“${fault.path}” is no name that a bundle may hold.`;
    case 'log':
      return `Activity log: ${describeLogFault(fault.fault)}`;
    case 'disagrees':
      return `${fault.path} does not fit the rest: ${fault.detail}.`;
    case 'not-as-noted':
      return 'This is not the file whose SHA-256 was noted.';
  }
}

function damageSentence({ part, path, offset }: ZipDamage): string {
  const at = `at byte ${offset}`;
  if (part === 'data') return `${path ?? 'A file'} was altered: its bytes do not give its checksum.`;
  if (part === 'directory') return `The directory at the end of the bundle was altered or cut off, ${at}.`;
  return path === null
    ? `The bundle is altered or cut off ${at}.`
    : `The header or the length of ${path} was altered, ${at}.`;
}

/** What no check of a bundle by itself can show, to be said wherever a verdict is. */
export const cannotProve: readonly string[] = [
  'A bundle carries no signature. Who has all of it can write another that fits together; only a SHA-256 of the bundle, or a head of its log, that was noted elsewhere shows that.',
  'The footage itself is not in the bundle unless it was put in. Its SHA-256 is: a file with the same one is the same file.',
  'Dates come from the clock of the device on which the case was worked on, and names are as they were typed.',
  'Use a verifier that did not come with the bundle: a page inside it could have been altered with it.',
];
