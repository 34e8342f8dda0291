/** A bare H.264 or HEVC stream found behind a header that no container knows. */
export interface ElementaryStream {
  readonly format: 'h264' | 'hevc';
  /** Offset of its first start code, bytes. */
  readonly offset: number;
}

/**
 * The first sequence parameter set of H.264 (ITU-T H.264, 7.3.1: NAL type 7) or video parameter set of HEVC
 * (H.265, 7.3.1.2: NAL type 32) behind an Annex B start code, as video recorders write behind their own header.
 */
export function findElementaryStream(head: Uint8Array): ElementaryStream | null {
  for (let at = 0; at + 6 < head.length; at++) {
    if (head[at] !== 0 || head[at + 1] !== 0 || head[at + 2] !== 1) continue;
    const format = parameterSet(head[at + 3] as number, head[at + 4] as number, head[at + 5] as number);
    if (format) return { format, offset: at > 0 && head[at - 1] === 0 ? at - 1 : at };
  }
  return null;
}

const h264Profiles = [66, 77, 88, 100, 110, 122, 244];

function parameterSet(header: number, second: number, third: number): ElementaryStream['format'] | null {
  // forbidden_zero_bit 0, nal_ref_idc not 0, type 7; then a known profile with the two reserved bits 0.
  if (
    (header & 0x9f) === 0x07 &&
    (header & 0x60) !== 0 &&
    h264Profiles.includes(second) &&
    (third & 3) === 0
  ) {
    return 'h264';
  }
  return header === 0x40 && second === 0x01 ? 'hevc' : null;
}
