import { formatTimecode } from '../../base/index.ts';
import type { Fact, FactGroup } from '../../contract/index.ts';
import { displayExtent } from '../frame-size.ts';
import type { ContainerFacts, SoundFacts, VideoFacts } from './container-facts.ts';
import type { PacketFacts } from './packet-facts.ts';

type Line = readonly [name: string, value: string | null];

/** The facts as a table in groups; what is not known is left out. */
export function describeFacts(facts: ContainerFacts): FactGroup[] {
  const { video, sounds } = facts;
  return [
    { title: 'General', facts: generalFacts(facts) },
    ...(video ? [{ title: 'Video', facts: videoLines(video) }] : []),
    ...sounds.map((sound, at) => ({
      title: sounds.length > 1 ? `Sound ${at + 1}` : 'Sound',
      facts: soundLines(sound),
    })),
  ];
}

function generalFacts({
  container,
  sizeBytes,
  duration,
  tags,
  readBy,
  others,
  video,
}: ContainerFacts): Fact[] {
  const seconds = duration ?? (video ? lengthOf(video.packets) : null);
  return [
    ...present([
      ['Container', container],
      ['Size', `${grouped(sizeBytes)} bytes`],
      ['Declared length', duration === null ? 'not declared' : `${formatTimecode(duration)}`],
      ['Overall bit rate', seconds ? bitRate((sizeBytes * 8) / seconds) : null],
      ['Other tracks', others > 0 ? String(others) : null],
    ]),
    ...tags,
    { name: 'Read by', value: readBy },
  ];
}

function videoLines(video: VideoFacts): Fact[] {
  const { packets, pixelAspect, rotation } = video;
  const shown = displayExtent(video);
  const isSquare = pixelAspect.num === pixelAspect.den;
  return present([
    ['Codec', video.codecString ? `${video.codec} (${video.codecString})` : video.codec],
    ['Profile', video.level ? `${video.profile ?? '–'}, level ${video.level}` : video.profile],
    ['Stored picture', `${video.width} × ${video.height} px`],
    ['Coded picture', video.coded && `${video.coded.width} × ${video.coded.height} px`],
    ['Pixel aspect', isSquare ? 'square' : `${pixelAspect.num}:${pixelAspect.den}`],
    ['Rotation', rotation === 0 ? 'none' : `${rotation}° clockwise`],
    ['Shown picture', `${shown.width} × ${shown.height} px`],
    ['Pixel format', video.pixelFormat],
    ['Scan', scanOf(video.mayBeInterlaced)],
    ['Colour primaries', video.primaries],
    ['Transfer', video.transfer],
    ['Matrix', video.matrix ?? 'not declared'],
    ['Range', video.isFullRange === null ? 'not declared' : video.isFullRange ? 'full' : 'limited'],
    ...packetLines(packets),
  ]);
}

function scanOf(mayBeInterlaced: boolean | null): string | null {
  if (mayBeInterlaced === null) return null;
  return mayBeInterlaced ? 'interlaced, or mixed' : 'progressive';
}

function packetLines(packets: PacketFacts): Line[] {
  const { rate, frames, keyFrames, hidden, longestGroup } = packets;
  const length = lengthOf(packets);
  return [
    [
      'Frames counted',
      hidden > 0 ? `${grouped(frames)}, and ${hidden} hidden by an edit list` : grouped(frames),
    ],
    [
      'Frame rate',
      rate && `${rate.isConstant ? 'constant' : 'variable'}, ${perSecond(rate.average)} on average`,
    ],
    [
      'Lowest and highest',
      rate && !rate.isConstant ? `${perSecond(rate.min)} to ${perSecond(rate.max)}` : null,
    ],
    ['First frame at', `${formatTimecode(packets.first)} (${packets.first.toFixed(6)} s)`],
    ['Last frame at', `${formatTimecode(packets.last)} (${packets.last.toFixed(6)} s)`],
    ['Key frames', grouped(keyFrames)],
    [
      'Between key frames',
      `at most ${grouped(longestGroup)} frames, ${packets.longestGroupSeconds.toFixed(2)} s`,
    ],
    ['B-frames', packets.isReordered ? 'yes: decoded in another order than shown' : 'no'],
    ['Bit rate', length > 0 ? bitRate((packets.bytes * 8) / length) : null],
  ];
}

function soundLines({ codec, channels, sampleRate, bitRate: bits, language }: SoundFacts): Fact[] {
  return present([
    ['Codec', codec],
    ['Channels', channels === null ? null : String(channels)],
    ['Sample rate', sampleRate === null ? null : `${grouped(sampleRate)} Hz`],
    ['Declared bit rate', bits === null ? null : bitRate(bits)],
    ['Language', language],
  ]);
}

/** From the first frame to the end of the last, which is taken to last as long as the mean, s. */
function lengthOf({ first, last, rate }: PacketFacts): number {
  return last - first + (rate ? 1 / rate.average : 0);
}

function present(lines: readonly Line[]): Fact[] {
  return lines.flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
}

function perSecond(rate: number): string {
  return Number.isFinite(rate) ? `${Number(rate.toFixed(3))} fps` : 'two frames at one time';
}

function bitRate(perSecondBits: number): string {
  if (perSecondBits >= 1e6) return `${(perSecondBits / 1e6).toFixed(2)} Mbit/s`;
  return `${(perSecondBits / 1e3).toFixed(1)} kbit/s`;
}

/** Digits in threes, by a thin space. */
function grouped(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, '\u2009');
}
