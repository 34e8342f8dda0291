import { asVideoError, videoErrors } from './video-errors.ts';

/** The first bytes of a file: enough for every container's signature and for the header that DVRs put in front. */
export const headBytes = 1024 * 1024;

/** @throws AppError 'file-empty', 'file-unreadable'. */
export async function readHead(file: File): Promise<Uint8Array> {
  if (file.size === 0) throw videoErrors.empty(file.name);
  return readRange(file, 0, headBytes);
}

/** Bytes [from, from + length) of the file, fewer at its end. @throws AppError 'file-unreadable'. */
export async function readRange(file: File, from: number, length: number): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.slice(from, from + length).arrayBuffer());
  } catch (error) {
    throw asVideoError(error, file.name, (cause) => videoErrors.unreadable(file.name, cause));
  }
}

/** MIME type of a picture format told by its signature, or null for anything else. */
export function imageType(head: Uint8Array): string | null {
  const text = latin1(head.subarray(0, 16));
  if (text.startsWith('\x89PNG\r\n')) return 'image/png';
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (text.startsWith('GIF8')) return 'image/gif';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'image/webp';
  if (text.startsWith('BM') && head[6] === 0 && head[8] === 0) return 'image/bmp';
  if (text.slice(4, 12) === 'ftypavif') return 'image/avif';
  return null;
}

/** Container by its common short name where the signature alone tells, else null. */
export function containerOf(head: Uint8Array): string | null {
  const text = latin1(head.subarray(0, 64));
  if (text.startsWith('\x1a\x45\xdf\xa3')) return text.includes('webm') ? 'webm' : 'matroska';
  if (text.slice(4, 12) === 'ftypqt  ') return 'mov';
  if (/^(ftyp|moov|mdat|wide|free|skip)$/.test(text.slice(4, 8))) return 'mp4';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'AVI ') return 'avi';
  if (text.startsWith('FLV')) return 'flv';
  if (text.startsWith('\x30\x26\xb2\x75')) return 'asf';
  if (text.startsWith('\0\0\x01\xba')) return 'mpeg';
  if ([0, 188, 376].every((at) => head[at] === 0x47)) return 'mpegts';
  return null;
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
