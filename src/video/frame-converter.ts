import type { RgbImage } from '../contract/index.ts';
import { axisWeights, type AxisWeights } from './axis-weights.ts';
import { turnedExtent, type Extent, type Rotation } from './frame-size.ts';
import { layoutOf, type PixelLayout } from './pixel-layout.ts';
import { resizePlane } from './resize-plane.ts';
import { turnImage } from './turn-image.ts';
import { yuvToRgb, type YuvColour } from './yuv-to-rgb.ts';

/** What a WebCodecs VideoFrame and mediabunny's VideoSample have in common. */
export interface DecodedFrame {
  readonly format: string | null;
  readonly visibleRect: { readonly width: number; readonly height: number } | null;
  allocationSize(options?: VideoFrameCopyToOptions): number;
  copyTo(destination: Uint8Array<ArrayBuffer>, options?: VideoFrameCopyToOptions): Promise<PlaneLayout[]>;
}

/**
 * Turns decoded frames into RGB of one output size: visible part only, area averaged plane by plane, then colour,
 * then the clockwise turn. Keeps its buffers and weights, so one converter serves one clip, one frame at a time.
 */
export class FrameConverter {
  readonly #unturned: Extent;
  readonly #rotation: Rotation;
  #buffer = new Uint8Array(0);
  readonly #weights = new Map<string, AxisWeights>();

  /** @param output size after the turn, px. */
  constructor(output: Extent, rotation: Rotation) {
    this.#unturned = turnedExtent(output, rotation);
    this.#rotation = rotation;
  }

  /** The caller keeps, and closes, the frame. */
  async convert(frame: DecodedFrame, colour: YuvColour): Promise<RgbImage> {
    const { width, height } = frame.visibleRect ?? { width: 0, height: 0 };
    const layout = layoutOf(frame.format);
    const options: VideoFrameCopyToOptions = layout.native ? {} : { format: 'RGBA' };
    const size = frame.allocationSize(options);
    if (this.#buffer.length < size) this.#buffer = new Uint8Array(size);
    const planes = await frame.copyTo(this.#buffer, options);
    const [first, second, third] = this.#resized(layout, planes, { width, height });
    const data =
      layout.family === 'yuv' ? yuvToRgb(first, second, third, colour) : interleave(first, second, third);
    return turnImage({ ...this.#unturned, data }, this.#rotation);
  }

  #resized(
    layout: PixelLayout,
    planes: PlaneLayout[],
    visible: Extent,
  ): [Int32Array, Int32Array, Int32Array] {
    const { width, height } = this.#unturned;
    const [a, b, c] = layout.channels.map(({ plane, start, step, divideX, divideY }) => {
      const { offset, stride } = planes[plane] as PlaneLayout;
      const bytes = layout.bits > 8 ? 2 : 1;
      const data = bytes === 2 ? new Uint16Array(this.#buffer.buffer) : this.#buffer;
      const columns = Math.ceil(visible.width / divideX);
      return resizePlane(
        { data, offset: offset / bytes + start, stride: stride / bytes, step },
        this.#axis(columns, width),
        this.#axis(Math.ceil(visible.height / divideY), height),
        layout.bits,
      );
    });
    return [a as Int32Array, b as Int32Array, c as Int32Array];
  }

  #axis(input: number, output: number): AxisWeights {
    const key = `${input}:${output}`;
    const known = this.#weights.get(key) ?? axisWeights(input, output);
    this.#weights.set(key, known);
    return known;
  }
}

/** Planes with values times 8 to interleaved 8-bit. */
function interleave(red: Int32Array, green: Int32Array, blue: Int32Array): Uint8Array {
  const rgb = new Uint8ClampedArray(red.length * 3);
  for (let i = 0, out = 0; i < red.length; i++, out += 3) {
    rgb[out] = ((red[i] as number) + 4) >> 3;
    rgb[out + 1] = ((green[i] as number) + 4) >> 3;
    rgb[out + 2] = ((blue[i] as number) + 4) >> 3;
  }
  return new Uint8Array(rgb.buffer);
}
