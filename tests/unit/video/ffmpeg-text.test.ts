import { describe, expect, test } from 'vitest';
import { FrameAssembly, type TimedFrame } from '../../../src/video/ffmpeg/frame-assembly.ts';
import { frameArguments, frameBytes, type FrameCommand } from '../../../src/video/ffmpeg/frame-arguments.ts';
import { findElementaryStream } from '../../../src/video/ffmpeg/find-elementary-stream.ts';
import { packetWarnings, presentationTimes } from '../../../src/video/ffmpeg/packet-times.ts';
import { parseProbe } from '../../../src/video/ffmpeg/probe-answer.ts';

describe('frames out of raw video and a log', () => {
  function assembled(pieces: (assembly: FrameAssembly) => void): TimedFrame[] {
    const frames: TimedFrame[] = [];
    pieces(new FrameAssembly(4, (frame) => void frames.push(frame)));
    return frames;
  }

  test('are cut anew and get exact times', () => {
    const frames = assembled((assembly) => {
      expect(
        assembly.readLine('[Parsed_showinfo_3 @ 0xfd0] config in time_base: 1/90000, frame_rate: 25/1'),
      ).toBe(true);
      expect(
        assembly.readLine('[Parsed_showinfo_3 @ 0xfd0] n:   0 pts: 123456789 pts_time:1371.74 pos: 48'),
      ).toBe(true);
      assembly.readLine('[Parsed_showinfo_3 @ 0xfd0] n:   1 pts: 123460389 pts_time:1371.78 pos: 52');
      expect(assembly.readLine('Output #0, rawvideo, to')).toBe(false);
      assembly.write(Uint8Array.of(1, 2, 3));
      assembly.write(Uint8Array.of(4, 5, 6, 7, 8));
    });
    expect(frames.map(({ timestamp }) => timestamp)).toEqual([123456789 / 90000, 123460389 / 90000]);
    expect(frames.map(({ data }) => [...data])).toEqual([
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ]);
  });

  test('keep a new time base when the stream changes, and negative times', () => {
    const frames = assembled((assembly) => {
      for (const line of [
        'config in time_base: 1/10, frame_rate: 1/1',
        'n:   0 pts:     -5 pts_time:-0.5 ',
      ]) {
        assembly.readLine(`[Parsed_showinfo_0 @ 0x1] ${line}`);
      }
      assembly.write(new Uint8Array(4));
      for (const line of ['config in time_base: 1/4, frame_rate: 1/1', 'n:   0 pts:      1 pts_time:0.25 ']) {
        assembly.readLine(`[Parsed_showinfo_0 @ 0x1] ${line}`);
      }
      assembly.write(new Uint8Array(4));
    });
    expect(frames.map(({ timestamp }) => timestamp)).toEqual([-0.5, 0.25]);
  });
});

describe('ffmpeg arguments', () => {
  const command: FrameCommand = {
    input: { format: [], countedRate: null },
    pixels: 'rgb24',
    output: { width: 120, height: 160 },
    rotation: 90,
    fps: 4,
    seek: null,
    from: null,
    to: null,
  };
  const filters = (changes: Partial<FrameCommand>) => {
    const args = frameArguments({ ...command, ...changes });
    return args[args.indexOf('-vf') + 1];
  };

  test('select before they scale, scale before they turn', () => {
    expect(filters({})).toBe(
      "select='eq(n,0)+gt(floor((t+0.000001)*4),floor((prev_selected_t+0.000001)*4))'," +
        'scale=160:120:flags=area+accurate_rnd+full_chroma_int,format=rgb24,transpose=clock,' +
        'sidedata=mode=delete,showinfo=checksum=0',
    );
  });

  test('seek by absolute time, count times where there are none, end early', () => {
    expect(frameArguments({ ...command, seek: 12.5 }).join(' ')).toContain(
      '-ss 12.5 -seek_timestamp 1 -noaccurate_seek',
    );
    expect(filters({ input: { format: [], countedRate: 25 } })).toMatch(/^setpts=N\/\(25\*TB\),/);
    expect(filters({ fps: 'all', from: 2, to: 3 })).toMatch(
      /^trim=end=3\.01,select='eq\(n,0\)\+gte\(t\+0\.000001,2\)',/,
    );
    expect(filters({ fps: 'all', rotation: 0 })).toMatch(/^scale=120:160/);
  });

  test('tell the bytes of a frame', () => {
    expect(frameBytes(command)).toBe(120 * 160 * 3);
    expect(frameBytes({ ...command, pixels: 'rgba' })).toBe(120 * 160 * 4);
  });
});

describe('a bare stream behind a foreign header', () => {
  const bytes = (...parts: (string | number[])[]) =>
    Uint8Array.from(
      parts.flatMap((part) => (typeof part === 'string' ? [...new TextEncoder().encode(part)] : part)),
    );

  test('is found at its start code', () => {
    expect(findElementaryStream(bytes('DHAV junk', [0, 0, 0, 1, 0x67, 100, 0, 11, 1]))).toEqual({
      format: 'h264',
      offset: 9,
    });
    expect(findElementaryStream(bytes([0, 0, 1, 0x67, 66, 0xc0, 11, 1]))).toEqual({
      format: 'h264',
      offset: 0,
    });
    expect(findElementaryStream(bytes('x', [0, 0, 1, 0x40, 1, 12, 1]))).toEqual({
      format: 'hevc',
      offset: 1,
    });
  });

  test('is not seen in text, zeros or a start code alone', () => {
    expect(findElementaryStream(bytes('a letter'))).toBeNull();
    expect(findElementaryStream(new Uint8Array(100))).toBeNull();
    expect(findElementaryStream(bytes([0, 0, 1, 0xba, 0x44, 0, 0, 0]))).toBeNull();
  });
});

describe('ffprobe’s answer', () => {
  test('becomes plain numbers; what is missing is null', () => {
    const answer = parseProbe(
      JSON.stringify({
        packets: [{ pts: 7, flags: 'KD' }, { dts: 8 }],
        streams: [
          {
            ...{
              codec_name: 'h264',
              width: 160,
              height: 120,
              sample_aspect_ratio: '4:3',
              time_base: '1/90000',
            },
            ...{ avg_frame_rate: '0/0', r_frame_rate: '30000/1001', duration: '2.5' },
            side_data_list: [{ rotation: -90 }],
          },
        ],
        format: { format_name: 'mov,mp4', nb_streams: 2, start_time: '1.5' },
      }),
    );
    expect(answer).toEqual({
      formatName: 'mov,mp4',
      streamCount: 2,
      stream: {
        ...{ codec: 'h264', width: 160, height: 120, pixelAspect: { num: 4, den: 3 }, degreesClockwise: 90 },
        ...{ ticksPerSecond: 90000, start: 1.5, duration: 2.5, frameRate: 30000 / 1001 },
        ...{ frameCount: null, reorderDelay: 0 },
      },
      packets: [
        { pts: 7, dts: null, discarded: true },
        { pts: null, dts: 8, discarded: false },
      ],
    });
  });

  test('that is no answer says nothing', () => {
    expect(parseProbe('{')).toEqual({ formatName: null, streamCount: 0, stream: null, packets: [] });
    expect(parseProbe('{"streams":[]}').stream).toBeNull();
  });
});

describe('presentation times', () => {
  const packet = (pts: number | null, dts: number | null = null, discarded = false) => ({
    pts,
    dts,
    discarded,
  });
  const timing = { input: { format: [], countedRate: null }, ticksPerSecond: 2, reorderDelay: 0 };

  test('are the packets’ own, in order, without those before an edit list', () => {
    const packets = [packet(-2, -4, true), packet(0, -2), packet(4, 0), packet(2, 2)];
    expect([...presentationTimes(packets, timing)]).toEqual([0, 1, 2]);
    expect(packetWarnings(packets, timing)).toEqual([]);
  });

  test('are the decoding times, later by the reorder delay, where packets lack them', () => {
    const packets = [packet(3, 0), packet(null, 2), packet(null, 4), packet(null, 6)];
    expect([...presentationTimes(packets, { ...timing, reorderDelay: 1 })]).toEqual([1, 2, 3, 4]);
  });

  test('are counted where there are none', () => {
    const counted = { ...timing, input: { format: [], countedRate: 4 } };
    expect([...presentationTimes([packet(null), packet(null)], counted)]).toEqual([0, 0.25]);
    expect(packetWarnings([packet(null)], counted)).toEqual(['timestamps-missing']);
  });

  test('that run back in the file are warned of', () => {
    expect(packetWarnings([packet(0, 0), packet(1, 1), packet(0, 0), packet(1, 1)], timing)).toEqual([
      'timestamps-backwards',
    ]);
  });
});
