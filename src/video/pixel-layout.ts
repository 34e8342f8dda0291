/** Where one colour channel of a pixel format lies. */
export interface Channel {
  /** Index among the planes that `copyTo` reports. */
  readonly plane: number;
  /** First sample within a row, and distance between samples, in samples. */
  readonly start: number;
  readonly step: number;
  /** Pixels per sample. */
  readonly divideX: 1 | 2;
  readonly divideY: 1 | 2;
}

export interface PixelLayout {
  readonly family: 'yuv' | 'rgb';
  readonly bits: 8 | 10 | 12;
  /** False when the frame must first be converted to RGBA by the browser. */
  readonly native: boolean;
  /** Y, U, V or red, green, blue. */
  readonly channels: readonly [Channel, Channel, Channel];
}

/**
 * The layout of a WebCodecs pixel format (W3C WebCodecs, "Pixel Format"); RGBA by conversion for one that is not
 * known here or is null.
 */
export function layoutOf(format: string | null): PixelLayout {
  const planar = /^I(420|422|444)A?(?:P(10|12))?$/.exec(format ?? '');
  if (planar) {
    const bits = Number(planar[2] ?? 8) as PixelLayout['bits'];
    return { family: 'yuv', bits, native: true, channels: planarChannels(planar[1] as string) };
  }
  if (format === 'NV12') return { family: 'yuv', bits: 8, native: true, channels: nv12 };
  const packed = /^(RGB|BGR)[AX]$/.exec(format ?? '');
  const [red, green, blue] = packed?.[1] === 'BGR' ? [2, 1, 0] : [0, 1, 2];
  return {
    family: 'rgb',
    bits: 8,
    native: packed !== null,
    channels: [channel(0, red, 4), channel(0, green, 4), channel(0, blue, 4)],
  };
}

function planarChannels(subsampling: string): PixelLayout['channels'] {
  const divideX = subsampling === '444' ? 1 : 2;
  const divideY = subsampling === '420' ? 2 : 1;
  return [channel(0, 0, 1), channel(1, 0, 1, divideX, divideY), channel(2, 0, 1, divideX, divideY)];
}

const nv12: PixelLayout['channels'] = [channel(0, 0, 1), channel(1, 0, 2, 2, 2), channel(1, 1, 2, 2, 2)];

function channel(plane: number, start = 0, step = 1, divideX: 1 | 2 = 1, divideY: 1 | 2 = 1): Channel {
  return { plane, start, step, divideX, divideY };
}
