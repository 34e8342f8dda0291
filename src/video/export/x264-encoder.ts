import { ALL_FORMATS, BlobSource, EncodedPacketSink, EncodedVideoPacketSource, Input } from 'mediabunny';
import type { Task } from '../../base/index.ts';
import { CoreSupply } from '../ffmpeg/core-supply.ts';
import type { SpawnFfmpeg } from '../ffmpeg/loading-core.ts';
import { inputPath } from '../ffmpeg/run-protocol.ts';
import { runToFile } from '../ffmpeg/run-to-file.ts';
import { exportErrors } from './export-errors.ts';
import type { EvenExtent, PictureEncoder, RawPicture } from './picture-encoder.ts';
import { usualMatrix } from './to-i420.ts';

/** Raw bytes gathered for one run of the core, which bounds memory. */
const runBytes = 64e6;

/**
 * H.264 by libx264 in ffmpeg.wasm. Pictures are encoded in runs of bounded size, each beginning with a key frame,
 * counted at a steady rate and without B-frames, so that packet n is picture n; its true time is set on its way into
 * the output.
 */
export class X264Encoder implements PictureEncoder {
  readonly description = 'libx264 in ffmpeg.wasm';
  readonly source = new EncodedVideoPacketSource('avc');
  encoded = 0;
  readonly #name: string;
  readonly #size: EvenExtent;
  readonly #supply: CoreSupply;
  #held: RawPicture[] = [];

  constructor(name: string, size: EvenExtent, spawn: SpawnFfmpeg) {
    this.#name = name;
    this.#size = size;
    this.#supply = new CoreSupply(spawn);
  }

  async add(picture: RawPicture, task: Task): Promise<void> {
    this.#held.push(picture);
    if (this.#held.length * picture.data.length >= runBytes) await this.end(task);
  }

  async end(task: Task): Promise<void> {
    const pictures = this.#held;
    this.#held = [];
    if (pictures.length === 0) return;
    const raw = new Blob(pictures.map(({ data }) => data));
    const command = { name: this.#name, data: raw, args: this.#arguments() };
    const { exitCode, file, log } = await runToFile(this.#supply, command, () => undefined, task);
    if (exitCode !== 0 || !file) throw exportErrors.encoderFailed(this.#name, new Error(log.join('\n')));
    await this.#take(file, pictures);
    task.signal.throwIfAborted();
  }

  [Symbol.dispose](): void {
    this.#supply[Symbol.dispose]();
  }

  #arguments(): string[] {
    const { width, height } = this.#size;
    const matrix = usualMatrix(this.#size);
    const colour = [
      '-color_range',
      'tv',
      '-colorspace',
      matrix,
      '-color_primaries',
      matrix,
      '-color_trc',
      matrix,
    ];
    return [
      ...['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-video_size', `${width}x${height}`, '-framerate', '25'],
      ...['-i', inputPath, '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', '-bf', '0', '-g', '25'],
      ...[...colour, '-pix_fmt', 'yuv420p', '-f', 'mp4'],
    ];
  }

  async #take(file: Blob, pictures: readonly RawPicture[]): Promise<void> {
    using input = new Input({ source: new BlobSource(file), formats: ALL_FORMATS });
    const track = await input.getPrimaryVideoTrack();
    const decoderConfig = await track?.getDecoderConfig();
    if (!track || !decoderConfig) throw exportErrors.encoderFailed(this.#name, new Error('no packets'));
    let at = 0;
    for await (const packet of new EncodedPacketSink(track).packets()) {
      const picture = pictures[at++];
      if (!picture) break;
      const { timestamp, duration } = picture;
      await this.source.add(packet.clone({ timestamp, duration }), { decoderConfig });
    }
    this.encoded += at;
  }
}
