import { readRange } from './file-head.ts';

/** A box of ISO/IEC 14496-12, 4.2; positions and sizes in bytes. */
export interface Mp4Box {
  readonly type: string;
  readonly at: number;
  /** With its header; may reach beyond the end of a file that was cut. */
  readonly size: number;
  readonly bodyAt: number;
}

const mostBoxes = 10_000;

/**
 * The boxes one after the other from `from` to `to`, reading 16 bytes of each. Ends at the first whose size is
 * nonsense.
 * @throws AppError 'file-unreadable'.
 */
export async function* mp4Boxes(file: File, from: number, to: number): AsyncGenerator<Mp4Box, void> {
  let at = from;
  for (let boxes = 0; at + 8 <= to && boxes < mostBoxes; boxes++) {
    const bytes = await readRange(file, at, 16);
    const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const size = boxSize(head, to - at);
    const isLong = head.getUint32(0) === 1;
    const type = String.fromCharCode(...bytes.subarray(4, 8));
    yield { type, at, size, bodyAt: at + (isLong ? 16 : 8) };
    if (size < 8) return;
    at += size;
  }
}

/** 32-bit size; 1 means a 64-bit size follows, 0 means to the end. */
function boxSize(head: DataView, rest: number): number {
  const size = head.getUint32(0);
  if (size === 0) return rest;
  return size === 1 && head.byteLength >= 16 ? Number(head.getBigUint64(8)) : size;
}
