import { readRange } from './file-head.ts';
import { mp4Boxes } from './mp4-boxes.ts';

export type Completeness = 'whole' | 'truncated' | 'index-missing';

/**
 * Whether the file ends before its outermost structure says it should. Only MP4/MOV, AVI and WAV-like RIFF files
 * say so cheaply; every other file counts as whole.
 * @throws AppError 'file-unreadable'.
 */
export async function completenessOf(file: File, container: string | null): Promise<Completeness> {
  if (container === 'mp4' || container === 'mov') return mp4Completeness(file);
  if (container !== 'avi') return 'whole';
  const head = view(await readRange(file, 0, 8));
  return head.byteLength === 8 && 8 + head.getUint32(4, true) > file.size ? 'truncated' : 'whole';
}

async function mp4Completeness(file: File): Promise<Completeness> {
  let hasIndex = false;
  let end = 0;
  for await (const { type, at, size } of mp4Boxes(file, 0, file.size)) {
    hasIndex ||= type === 'moov';
    end = size < 8 ? at : at + size;
  }
  if (!hasIndex) return 'index-missing';
  return end > file.size ? 'truncated' : 'whole';
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
