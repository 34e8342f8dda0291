/** A packet as its container describes it. */
export interface PlannedPacket {
  /** Presentation time, s. */
  readonly timestamp: number;
  readonly isKey: boolean;
}

export interface CopySpan {
  readonly from: number;
  readonly to: number;
}

/** Which packets of a stream a copy takes, and what comes out of it. Times in seconds of the source. */
export interface CopyPlan {
  /** Packets to go through, in decoding order from the key packet on, those of {@link isLeading} among them. */
  readonly count: number;
  /** Presentation time of the first and of the last frame. */
  readonly start: number;
  readonly end: number;
  readonly frames: number;
  /** Frames that come with it although they lie outside the span, since others need them. */
  readonly before: number;
  readonly after: number;
  /** Frames among {@link count} that need pictures from before the key frame. */
  readonly leading: number;
}

/** Times nearer than this, s, are the same: a container's rounding. */
export const sameTime = 1e-4;

/** No codec here presents a frame later than this many after it. */
export const reorderLimit = 16;

/**
 * A picture presented before the key frame that is decoded first refers to pictures from before it (an open group of
 * pictures) and cannot be shown without them.
 */
export function isLeading(packet: PlannedPacket, key: PlannedPacket): boolean {
  return packet.timestamp < key.timestamp - sameTime;
}

/**
 * The plan of a copy.
 * @param packets in decoding order, the first being the key packet to begin with; at least {@link reorderLimit} beyond
 * the last of the span, or all
 * @returns null when no frame of the span is among them
 */
export function planCopy(packets: readonly PlannedPacket[], { from, to }: CopySpan): CopyPlan | null {
  const [key] = packets;
  if (!key) return null;
  const count = wholeCount(packets, to);
  const taken = packets.slice(0, count).filter((packet) => !isLeading(packet, key));
  if (taken.length === 0) return null;
  const end = taken.reduce((latest, { timestamp }) => Math.max(latest, timestamp), -Infinity);
  return {
    count,
    start: key.timestamp,
    end,
    frames: taken.length,
    before: taken.filter(({ timestamp }) => timestamp < from - sameTime).length,
    after: taken.filter(({ timestamp }) => timestamp > to + sameTime).length,
    leading: count - taken.length,
  };
}

/**
 * Packets up to the last one of the span, and on until no picture is missing among those that come with it: what the
 * last of them needs may be presented later, with others between.
 */
function wholeCount(packets: readonly PlannedPacket[], to: number): number {
  let [count, end] = [0, to];
  for (;;) {
    const next = packets.findLastIndex(({ timestamp }) => timestamp <= end + sameTime) + 1;
    if (next <= count) return count;
    count = next;
    end = packets.slice(0, count).reduce((latest, { timestamp }) => Math.max(latest, timestamp), end);
  }
}

/** Time of the first frame of a span, s, of which the packets hold more; null where there is none. */
export function firstTime(packets: readonly PlannedPacket[], { from, to }: CopySpan): number | null {
  const times = packets.map(({ timestamp }) => timestamp);
  const first = times.reduce(
    (least, time) => (time >= from - sameTime && time < least ? time : least),
    Infinity,
  );
  return first <= to + sameTime ? first : null;
}

/** Where a copy begins that is to show a frame: the last key packet presented no later; −1 where there is none. */
export function keyIndex(packets: readonly PlannedPacket[], first: number): number {
  return packets.findLastIndex(({ isKey, timestamp }) => isKey && timestamp <= first + sameTime);
}

/** Whether the last packets all lie so far beyond the span that none of it can follow. */
export function isBeyond(packets: readonly PlannedPacket[], to: number): boolean {
  if (packets.length < reorderLimit) return false;
  return packets.slice(-reorderLimit).every(({ timestamp }) => timestamp > to + sameTime);
}
