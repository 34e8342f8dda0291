/** What a sequence parameter set of H.264 says of the coded picture. */
export interface AvcParameters {
  /** Coded size, px: whole macroblocks, before cropping. */
  readonly width: number;
  readonly height: number;
  /** As ffmpeg names it: 'yuv420p', 'yuv422p10le', 'gray'. */
  readonly pixelFormat: string;
  /** Every picture is a whole frame, none is a field (frame_mbs_only_flag). */
  readonly isFramesOnly: boolean;
}

/** Profiles whose parameter sets name chroma and bit depth (ITU-T H.264, 7.3.2.1.1). */
const highProfiles = [44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244];
const chromaNames = ['gray', 'yuv420p', 'yuv422p', 'yuv444p'];

/** The first sequence parameter set in an 'avcC' record (ISO/IEC 14496-15, 5.3.3.1); null where there is none. */
export function parametersInRecord(record: Uint8Array): AvcParameters | null {
  const sets = (record[5] ?? 0) & 31;
  const length = ((record[6] ?? 0) << 8) | (record[7] ?? 0);
  return sets > 0 && record.length >= 8 + length ? readParameters(record.subarray(8, 8 + length)) : null;
}

/** The first sequence parameter set behind a start code (ITU-T H.264, annex B); null where there is none. */
export function parametersInStream(stream: Uint8Array): AvcParameters | null {
  for (let at = 0; at + 4 < stream.length; at++) {
    const isStart = stream[at] === 0 && stream[at + 1] === 0 && stream[at + 2] === 1;
    if (isStart && ((stream[at + 3] as number) & 31) === 7) return readParameters(stream.subarray(at + 3));
  }
  return null;
}

/** @param unit the NAL unit with its header byte */
function readParameters(unit: Uint8Array): AvcParameters {
  const bits = new BitReader(withoutEmulation(unit.subarray(1)));
  const profile = bits.read(8);
  bits.read(16);
  bits.unsigned();
  let [chroma, depth] = [1, 8];
  if (highProfiles.includes(profile)) {
    chroma = bits.unsigned();
    if (chroma === 3) bits.read(1);
    depth = 8 + bits.unsigned();
    bits.unsigned();
    bits.read(1);
    if (bits.read(1) === 1) skipScaling(bits, chroma === 3 ? 12 : 8);
  }
  bits.unsigned();
  skipOrderCount(bits);
  bits.unsigned();
  bits.read(1);
  const columns = bits.unsigned() + 1;
  const rows = bits.unsigned() + 1;
  const isFramesOnly = bits.read(1) === 1;
  return {
    width: columns * 16,
    height: rows * 16 * (isFramesOnly ? 1 : 2),
    pixelFormat: (chromaNames[chroma] ?? 'unknown') + (depth > 8 ? `${depth}le` : ''),
    isFramesOnly,
  };
}

/** Scaling lists (7.3.2.1.1.1): the first six of 16 values, the others of 64. */
function skipScaling(bits: BitReader, lists: number): void {
  for (let list = 0; list < lists; list++) {
    if (bits.read(1) === 0) continue;
    let [last, next] = [8, 8];
    for (let value = 0; value < (list < 6 ? 16 : 64); value++) {
      if (next !== 0) next = (last + bits.signed() + 256) % 256;
      if (next !== 0) last = next;
    }
  }
}

function skipOrderCount(bits: BitReader): void {
  const kind = bits.unsigned();
  if (kind === 0) bits.unsigned();
  if (kind !== 1) return;
  bits.read(1);
  bits.signed();
  bits.signed();
  for (let rest = bits.unsigned(); rest > 0; rest--) bits.signed();
}

/** Without the byte 3 that keeps a start code from coming about (7.3.1). */
function withoutEmulation(bytes: Uint8Array): Uint8Array {
  return bytes.filter((byte, at) => !(byte === 3 && at > 1 && bytes[at - 1] === 0 && bytes[at - 2] === 0));
}

/** Reads bits and Exp-Golomb codes (9.1) from the highest bit on; zeros beyond the end. */
class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  read(count: number): number {
    let value = 0;
    for (let bit = 0; bit < count; bit++, this.#at++) {
      value = value * 2 + (((this.#bytes[this.#at >> 3] ?? 0) >> (7 - (this.#at & 7))) & 1);
    }
    return value;
  }

  unsigned(): number {
    let zeros = 0;
    while (this.read(1) === 0 && zeros < 31) zeros++;
    return 2 ** zeros - 1 + this.read(zeros);
  }

  signed(): number {
    const code = this.unsigned();
    return code % 2 === 1 ? (code + 1) / 2 : -code / 2;
  }
}
