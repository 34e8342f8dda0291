import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parametersInRecord, parametersInStream } from '../../../src/video/facts/avc-parameters.ts';
import { profileOf } from '../../../src/video/facts/codec-profile.ts';
import { describeFacts } from '../../../src/video/facts/describe-facts.ts';
import { movieTimes } from '../../../src/video/facts/movie-times.ts';
import { packetFacts, type DescribedPacket } from '../../../src/video/facts/packet-facts.ts';
import { parseFacts } from '../../../src/video/facts/read-with-ffprobe.ts';
import { packetsOf } from '../../../src/video/ffmpeg/list-packets.ts';

function packet(timestamp: number, isKey = false, isHidden = false): DescribedPacket {
  return { timestamp, isKey, isHidden, sizeBytes: 100 };
}

describe('what packets tell', () => {
  test('rates come from the shown frames in their order, groups from the decoding order', () => {
    const packets = [packet(0, true), packet(0.3), packet(0.1), packet(0.2), packet(0.4, true), packet(0.6)];
    const facts = packetFacts(packets, 0.001);
    expect(facts).toMatchObject({
      frames: 6,
      hidden: 0,
      keyFrames: 2,
      longestGroup: 4,
      isReordered: true,
      bytes: 600,
    });
    expect(facts.longestGroupSeconds).toBeCloseTo(0.4, 9);
    expect(facts.rate?.average).toBeCloseTo(5 / 0.6, 9);
    expect(facts.rate?.min).toBeCloseTo(5, 9);
    expect(facts.rate?.max).toBeCloseTo(10, 9);
    expect(facts.rate?.isConstant).toBe(false);
  });

  test('a clock of milliseconds makes no steady rate variable, a missing frame does', () => {
    const times = Array.from({ length: 50 }, (_, n) => Math.round((n * 1000) / 29.97) / 1000);
    const steady = times.map((time, n) => packet(time, n === 0));
    expect(packetFacts(steady, 0.001).rate?.isConstant).toBe(true);
    expect(packetFacts(steady.toSpliced(20, 1), 0.001).rate?.isConstant).toBe(false);
  });

  test('hidden frames count apart and give no time; one frame has no rate', () => {
    const facts = packetFacts([packet(-0.5, true, true), packet(0, false)], 0.001);
    expect(facts).toMatchObject({ frames: 1, hidden: 1, first: 0, last: 0, rate: null, longestGroup: 2 });
    expect(packetFacts([], 0.001)).toMatchObject({ frames: 0, keyFrames: 0, longestGroup: 0, rate: null });
  });
});

describe('codec strings', () => {
  const known: readonly [string, string | null, string | null][] = [
    ['avc1.64000d', 'High', '1.3'],
    ['avc1.42e01e', 'Constrained Baseline', '3.0'],
    ['avc3.42001f', 'Baseline', '3.1'],
    ['avc1.6e0028', 'High 10', '4.0'],
    ['hvc1.1.6.L93.B0', 'Main', '3.1'],
    ['hev1.2.4.H153.90', 'Main 10', '5.1'],
    ['vp09.02.31.10', 'Profile 2', '3.1'],
    ['av01.0.08M.08', 'Main', '4.0'],
    ['av01.1.00M.08', 'High', '2.0'],
    ['vp8', null, null],
  ];
  for (const [text, profile, level] of known) {
    test(`${text} is ${profile ?? 'nothing'} at level ${level ?? 'none'}`, () => {
      expect(profileOf(text)).toEqual({ profile, level });
    });
  }
});

describe('parameter sets of H.264', () => {
  const [still, high] = ['h264.mp4', 'hi10.mp4'].map((name) => avcRecord(name)) as [Uint8Array, Uint8Array];

  test('tell the coded size, chroma and depth, from the record and from a stream', () => {
    const expected = { width: 160, height: 128, pixelFormat: 'yuv420p', isFramesOnly: true };
    expect(parametersInRecord(still)).toEqual(expected);
    const length = ((still[6] as number) << 8) | (still[7] as number);
    const stream = Uint8Array.of(0, 0, 0, 1, 9, 16, 0, 0, 1, ...still.subarray(8, 8 + length), 0, 0, 1, 104);
    expect(parametersInStream(stream)).toEqual(expected);
    expect(parametersInRecord(high)?.pixelFormat).toBe('yuv420p10le');
    expect(parametersInRecord(avcRecord('h264-444.mp4'))?.pixelFormat).toBe('yuv444p');
  });

  test('are not found where there are none, and a cut one ends', () => {
    expect(parametersInRecord(new Uint8Array(6))).toBeNull();
    expect(parametersInStream(new Uint8Array(40))).toBeNull();
    expect(parametersInStream(Uint8Array.of(0, 0, 1, 0x67, 100))).toMatchObject({
      pixelFormat: expect.any(String),
    });
  });

  /** The content of a fixture's 'avcC' box. */
  function avcRecord(name: string): Uint8Array {
    const bytes = new Uint8Array(readFileSync(`tests/fixtures/video/${name}`));
    const at = Buffer.from(bytes).indexOf('avcC');
    const size = new DataView(bytes.buffer).getUint32(at - 4);
    return bytes.subarray(at + 4, at - 4 + size);
  }
});

describe('the clock of a movie header', () => {
  /** ftyp of 8 bytes, then moov with an mvhd of version 0. */
  function movie(created: number, changed: number): File {
    const bytes = new DataView(new ArrayBuffer(8 + 8 + 8 + 24));
    const box = (at: number, size: number, type: string) => {
      bytes.setUint32(at, size);
      [...type].forEach((letter, i) => bytes.setUint8(at + 4 + i, letter.charCodeAt(0)));
    };
    box(0, 8, 'ftyp');
    box(8, 40, 'moov');
    box(16, 32, 'mvhd');
    bytes.setUint32(28, created);
    bytes.setUint32(32, changed);
    return new File([bytes.buffer], 'a.mp4');
  }

  test('counts from 1904', async () => {
    const facts = await movieTimes(movie(3_796_200_310, 3_796_200_311));
    expect(facts.map(({ value }) => value)).toEqual(['2024-04-17 12:05:10 UTC', '2024-04-17 12:05:11 UTC']);
  });

  test('is not told where it was not set, nor in other files', async () => {
    expect(await movieTimes(movie(0, 0))).toEqual([]);
    expect(await movieTimes(new File(['RIFF....AVI '], 'a.avi'))).toEqual([]);
  });
});

describe('lists of packets', () => {
  const timing = { input: { format: [], countedRate: null }, ticksPerSecond: 1000, reorderDelay: 0 };

  test('are read with their empty lines and trailing commas', () => {
    expect(packetsOf('100,50,7,K_,\n\n250,100,8,_D,\n', timing)).toEqual([
      { timestamp: 0.1, decodedAt: 0.05, isKey: true, sizeBytes: 7, isHidden: false },
      { timestamp: 0.25, decodedAt: 0.1, isKey: false, sizeBytes: 8, isHidden: true },
    ]);
  });

  test('without presentation times take decoding times; without any they are counted', () => {
    const plain = packetsOf('N/A,0,1,K_\nN/A,40,1,__\n', timing);
    expect(plain.map(({ timestamp }) => timestamp)).toEqual([0, 0.04]);
    const counted = packetsOf('N/A,N/A,1,K_\nN/A,N/A,1,__\n', {
      ...timing,
      input: { format: [], countedRate: 25 },
    });
    expect(counted.map(({ timestamp, decodedAt }) => [timestamp, decodedAt])).toEqual([
      [0, null],
      [0.04, null],
    ]);
  });
});

test('ffprobe’s answer is read: tags told, brands not, cover pictures no picture', () => {
  const said = parseFacts(
    JSON.stringify({
      format: {
        format_long_name: 'AVI',
        duration: '2.5',
        tags: { encoder: 'Lavf', major_brand: 'isom', place: 'yard' },
      },
      streams: [
        { codec_type: 'video', disposition: { attached_pic: 1 } },
        { codec_type: 'video', width: 7, disposition: {} },
        {
          codec_type: 'audio',
          codec_name: 'mp3',
          channels: 2,
          sample_rate: '44100',
          tags: { language: 'eng' },
        },
        { codec_type: 'data' },
      ],
    }),
  );
  expect(said?.picture['width']).toBe(7);
  expect(said?.container).toEqual({
    container: 'AVI',
    duration: 2.5,
    readBy: 'ffprobe in ffmpeg.wasm',
    others: 2,
    sounds: [{ codec: 'mp3', channels: 2, sampleRate: 44100, bitRate: null, language: 'eng' }],
    tags: [
      { name: 'Written by', value: 'Lavf' },
      { name: 'place', value: 'yard' },
    ],
  });
  expect(parseFacts('')).toBeNull();
});

test('the table says units, leaves out what is unknown and never says a rate for one frame', () => {
  const groups = describeFacts({
    container: 'MP4',
    sizeBytes: 1_234_567,
    duration: null,
    tags: [],
    readBy: 'mediabunny',
    others: 0,
    sounds: [],
    video: {
      codec: 'h264',
      codecString: null,
      profile: null,
      level: null,
      width: 720,
      height: 576,
      pixelAspect: { num: 16, den: 11 },
      rotation: 90,
      pixelFormat: null,
      mayBeInterlaced: null,
      coded: null,
      primaries: null,
      transfer: null,
      matrix: null,
      isFullRange: null,
      packets: packetFacts([packet(0, true)], 0.001),
    },
  });
  const lines = Object.fromEntries(
    groups.flatMap(({ facts }) => facts.map(({ name, value }) => [name, value])),
  );
  expect(lines).toMatchObject({
    Size: '1\u2009234\u2009567 bytes',
    'Declared length': 'not declared',
    'Stored picture': '720 × 576 px',
    'Shown picture': '576 × 1047 px',
    Rotation: '90° clockwise',
    Matrix: 'not declared',
    'B-frames': 'no',
  });
  expect(lines).not.toHaveProperty('Frame rate');
  expect(lines).not.toHaveProperty('Profile');
});
