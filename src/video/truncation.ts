import { readRange } from './file-head.ts';

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

/** Walks the top-level boxes (ISO/IEC 14496-12, 4.2), reading 16 bytes of each. */
async function mp4Completeness(file: File): Promise<Completeness> {
  let hasIndex = false;
  let at = 0;
  for (let boxes = 0; at + 8 <= file.size && boxes < 10_000; boxes++) {
    const head = view(await readRange(file, at, 16));
    const type = head.getUint32(4);
    hasIndex ||= type === 0x6d6f6f76; // 'moov'
    const size = boxSize(head, file.size - at);
    if (size < 8) break;
    at += size;
  }
  if (!hasIndex) return 'index-missing';
  return at > file.size ? 'truncated' : 'whole';
}

/** 32-bit size; 1 means a 64-bit size follows, 0 means to the end of the file. */
function boxSize(head: DataView, rest: number): number {
  const size = head.getUint32(0);
  if (size === 0) return rest;
  return size === 1 && head.byteLength >= 16 ? Number(head.getBigUint64(8)) : size;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
