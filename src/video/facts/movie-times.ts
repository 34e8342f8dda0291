import type { Fact } from '../../contract/index.ts';
import { readRange } from '../file-head.ts';
import { mp4Boxes } from '../mp4-boxes.ts';

/** Seconds from 1904-01-01 to 1970-01-01 UTC. */
const epochOffset = 2_082_844_800;

/**
 * When an MP4 or MOV file says it was created and changed (ISO/IEC 14496-12, 8.2.2, the movie header). Recorders
 * write their own clock there, some in local time; 0 means that they did not.
 */
export async function movieTimes(file: File): Promise<Fact[]> {
  const header = await movieHeader(file);
  if (!header || header.byteLength < 20) return [];
  const isLong = header.getUint8(0) === 1;
  const [created, changed] = isLong
    ? [Number(header.getBigUint64(4)), Number(header.getBigUint64(12))]
    : [header.getUint32(4), header.getUint32(8)];
  return [
    ...(created > 0 ? [{ name: 'Created, by its own clock', value: instant(created) }] : []),
    ...(changed > 0 && changed !== created
      ? [{ name: 'Changed, by its own clock', value: instant(changed) }]
      : []),
  ];
}

async function movieHeader(file: File): Promise<DataView | null> {
  for await (const box of mp4Boxes(file, 0, file.size)) {
    if (box.type !== 'moov') continue;
    for await (const { type, bodyAt } of mp4Boxes(file, box.bodyAt, box.at + box.size)) {
      if (type === 'mvhd') return view(await readRange(file, bodyAt, 32));
    }
    return null;
  }
  return null;
}

/** '2024-05-01 13:45:10 UTC'; what lies outside the calendar as the plain number. */
function instant(since1904: number): string {
  const date = new Date((since1904 - epochOffset) * 1000);
  if (Number.isNaN(date.getTime())) return `${since1904} s after 1904`;
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
