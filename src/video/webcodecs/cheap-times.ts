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
    const near = slack > 0 ? await keyNear(packets, time, slack) : null;
    yield near !== null && near >= Math.max(start, time - slack) ? near : time;
  }
}

/** Time of the key frame at or before `time`, s, or, where that is too far, of the last within the slack after it. */
async function keyNear(packets: EncodedPacketSink, time: number, slack: number): Promise<number | null> {
  const options = { verifyKeyPackets: true };
  const before = await packets.getKeyPacket(time, options);
  if (before && before.timestamp >= time - slack) return before.timestamp;
  return (await packets.getKeyPacket(time + slack, options))?.timestamp ?? null;
}
