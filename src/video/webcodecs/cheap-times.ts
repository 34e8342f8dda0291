import { EncodedPacketSink, type InputVideoTrack } from 'mediabunny';
import type { ThumbnailPlan } from '../../contract/index.ts';

/**
 * For each time of the plan the time to decode at, s: that of a key frame where one lies within the slack, since it
 * is decoded alone; else the time itself, for which its whole group is decoded. Ascending as long as times lie
 * at least twice the slack apart.
 */
export async function* cheapTimes(
  track: InputVideoTrack,
  { times, slack }: ThumbnailPlan,
  start: number,
): AsyncGenerator<number, void> {
  const packets = new EncodedPacketSink(track);
  for (const wanted of times) {
    const time = Math.max(wanted, start);
    const key = slack > 0 ? await packets.getKeyPacket(time + slack, { verifyKeyPackets: true }) : null;
    yield key && key.timestamp >= Math.max(start, time - slack) ? key.timestamp : time;
  }
}
