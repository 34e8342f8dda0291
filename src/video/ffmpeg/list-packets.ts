import type { Task } from '../../base/index.ts';
import type { CoreFile } from './core-file.ts';
import type { CoreSupply } from './core-supply.ts';
import { presentationTimes } from './packet-times.ts';
import type { PacketTimes } from './probe-answer.ts';
import { inputPath } from './run-protocol.ts';
import { videoErrors } from '../video-errors.ts';

/** A packet of the picture stream as its container describes it. */
export interface ListedPacket {
  /** Presentation time, s. */
  readonly timestamp: number;
  /** Decoding time, s; null where the container gives none. */
  readonly decodedAt: number | null;
  readonly isKey: boolean;
  readonly sizeBytes: number;
  /** Decoded but not shown, as before the beginning of an edit list. */
  readonly isHidden: boolean;
}

/** What a container that gives only some packets a presentation time needs to have them all: before -i. */
export const completeTimes = ['-fflags', '+genpts'] as const;

export interface PacketList {
  /** In decoding order. */
  readonly packets: readonly ListedPacket[];
  /** Input arguments with which ffmpeg sees the same times. */
  readonly timing: readonly string[];
}

/** All packets of the first picture stream; nothing is decoded. */
export async function listPackets(
  source: CoreFile,
  supply: CoreSupply,
  name: string,
  task: Task,
): Promise<PacketList> {
  const plain = await packetLines(source, supply, { name, timing: [] }, task);
  const isMixed = /^N\/A/m.test(plain) && /^-?\d/m.test(plain);
  if (!isMixed) return { packets: packetsOf(plain, source), timing: [] };
  const complete = await packetLines(source, supply, { name, timing: completeTimes }, task);
  return { packets: packetsOf(complete, source), timing: completeTimes };
}

async function packetLines(
  source: CoreFile,
  supply: CoreSupply,
  { name, timing }: { name: string; timing: readonly string[] },
  { signal }: Task,
): Promise<string> {
  const entries = ['-show_entries', 'packet=pts,dts,size,flags', '-of', 'csv=p=0'];
  const input = [...timing, ...source.input.format, inputPath];
  const args = ['-v', 'error', '-select_streams', 'V:0', ...entries, ...input];
  const request = { type: 'run', tool: 'ffprobe', args, file: source.data, frames: null } as const;
  using core = await supply.start(name, request, signal);
  const outcome = await core.next(signal);
  if (!('exitCode' in outcome)) throw new Error('ffprobe wrote a frame');
  if (outcome.readError !== null) throw videoErrors.unreadable(name, new Error(outcome.readError));
  return outcome.output;
}

/** Reads lines of 'pts,dts,size,flags'; where packets lack a time, in the way of {@link presentationTimes}. */
export function packetsOf(csv: string, source: Omit<CoreFile, 'data'>): ListedPacket[] {
  const rows = csv
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(','));
  const packets = rows.map(([pts, dts, , flags = '']): PacketTimes => {
    return { pts: ticks(pts), dts: ticks(dts), discarded: flags.includes('D') };
  });
  const isTimed = source.input.countedRate === null && packets.every(({ pts }) => pts !== null);
  const counted = isTimed ? null : presentationTimes(packets, source);
  return rows.map(([, , size, flags = ''], at) => ({
    timestamp: counted ? (counted[at] ?? NaN) : (packets[at]?.pts ?? NaN) / source.ticksPerSecond,
    decodedAt: seconds(packets[at]?.dts ?? null, source),
    isKey: flags.includes('K'),
    sizeBytes: Number(size),
    isHidden: flags.includes('D'),
  }));
}

function seconds(ticks: number | null, { ticksPerSecond }: Pick<CoreFile, 'ticksPerSecond'>): number | null {
  return ticks === null ? null : ticks / ticksPerSecond;
}

function ticks(text: string | undefined): number | null {
  const number = Number(text);
  return text === undefined || text === '' || Number.isNaN(number) ? null : number;
}
