/** A packet of a picture stream as its container describes it. */
export interface DescribedPacket {
  /** Presentation time, s. */
  readonly timestamp: number;
  readonly isKey: boolean;
  readonly sizeBytes: number;
  /** Decoded but not shown, as before the beginning of an edit list. */
  readonly isHidden: boolean;
}

/** Measured, never declared. Times in seconds, rates per second. */
export interface PacketFacts {
  /** Frames that are shown, and those that an edit list hides. */
  readonly frames: number;
  readonly hidden: number;
  readonly keyFrames: number;
  /** The most frames from one key frame up to the next or the end, in decoding order: what a seek may have to decode. */
  readonly longestGroup: number;
  /** The longest time from one key frame to the next or the last frame. */
  readonly longestGroupSeconds: number;
  /** Presentation time of the first and of the last shown frame. */
  readonly first: number;
  readonly last: number;
  /** null for fewer than two frames. */
  readonly rate: FrameRates | null;
  /** True where frames are decoded in another order than they are shown, as B-frames are. */
  readonly isReordered: boolean;
  readonly bytes: number;
}

export interface FrameRates {
  readonly average: number;
  /** By the longest and by the shortest interval. Infinite where two frames have one time. */
  readonly min: number;
  readonly max: number;
  /** Every interval is the mean to within the rounding of the container's clock. */
  readonly isConstant: boolean;
}

/**
 * What the packets of a picture stream tell.
 * @param packets in decoding order
 * @param tick one unit of the container's clock, s
 */
export function packetFacts(packets: readonly DescribedPacket[], tick: number): PacketFacts {
  const shown = packets.filter(({ isHidden }) => !isHidden);
  const times = Float64Array.from(shown, ({ timestamp }) => timestamp).sort();
  const groups = groupsOf(packets);
  return {
    frames: shown.length,
    hidden: packets.length - shown.length,
    keyFrames: groups.length,
    longestGroup: groups.reduce((most, { frames }) => Math.max(most, frames), 0),
    longestGroupSeconds: longestSeconds(groups, times.at(-1) ?? 0),
    first: times[0] ?? 0,
    last: times.at(-1) ?? 0,
    rate: ratesOf(times, tick),
    isReordered: isReordered(packets),
    bytes: packets.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
}

interface Group {
  /** Presentation time of its key frame, s. */
  readonly at: number;
  frames: number;
}

function groupsOf(packets: readonly DescribedPacket[]): Group[] {
  const groups: Group[] = [];
  for (const { isKey, timestamp } of packets) {
    const last = groups.at(-1);
    if (isKey) groups.push({ at: timestamp, frames: 1 });
    else if (last) last.frames++;
  }
  return groups;
}

function longestSeconds(groups: readonly Group[], end: number): number {
  return groups.reduce((most, { at }, n) => Math.max(most, (groups[n + 1]?.at ?? end) - at), 0);
}

function ratesOf(times: Float64Array, tick: number): FrameRates | null {
  if (times.length < 2) return null;
  let [shortest, longest] = [Infinity, 0];
  for (let i = 1; i < times.length; i++) {
    const step = (times[i] as number) - (times[i - 1] as number);
    shortest = Math.min(shortest, step);
    longest = Math.max(longest, step);
  }
  const mean = ((times.at(-1) as number) - (times[0] as number)) / (times.length - 1);
  // Both ends of an interval are rounded, each by half a tick.
  const isConstant = Math.max(longest - mean, mean - shortest) <= tick + 1e-6;
  return { average: 1 / mean, min: 1 / longest, max: 1 / shortest, isConstant };
}

function isReordered(packets: readonly DescribedPacket[]): boolean {
  let latest = -Infinity;
  return packets.some(({ timestamp }) => {
    const isEarlier = timestamp < latest;
    latest = Math.max(latest, timestamp);
    return isEarlier;
  });
}
