import {
  EncodedAudioPacketSource,
  EncodedPacketSink,
  type AudioCodec,
  type EncodedPacket,
  type Input,
  type InputAudioTrack,
  type Output,
} from 'mediabunny';
import type { Task } from '../../base/index.ts';

/** From the first frame on, whose time becomes 0, until the last, s. */
export interface SoundSpan {
  readonly from: number;
  readonly to: number;
}

interface SoundTrack {
  readonly source: EncodedAudioPacketSource;
  readonly packets: AsyncGenerator<EncodedPacket, void>;
  readonly meta: EncodedAudioChunkMetadata | undefined;
  readonly span: SoundSpan;
}

/** Carries the packets of the first sound track over, in step with the pictures, or says why there is no sound. */
export class SoundCopy {
  readonly description: string;
  readonly #track: SoundTrack | null;
  #waiting: EncodedPacket | null = null;
  #isOver = false;

  private constructor(description: string, track: SoundTrack | null) {
    this.description = description;
    this.#track = track;
  }

  /** Without sound, for that reason. */
  static none(description: string): SoundCopy {
    return new SoundCopy(description, null);
  }

  /** Adds the track to an output that has not started. */
  static async of(input: Input, output: Output, span: SoundSpan): Promise<SoundCopy> {
    const track = await input.getPrimaryAudioTrack();
    if (!track) return SoundCopy.none('The recording has no sound.');
    const codec = await track.getCodec();
    if (!codec || !output.format.getSupportedAudioCodecs().includes(codec)) {
      return SoundCopy.none(
        `The sound was left out: ${codec ?? 'its coding'} does not go into this container.`,
      );
    }
    return new SoundCopy('The sound was copied.', await opened(track, codec, output, span));
  }

  /** Writes what sounds before a time of the source, s. */
  async advanceTo(time: number, { signal }: Task): Promise<void> {
    if (!this.#track || this.#isOver) return;
    const { source, packets, meta, span } = this.#track;
    for (;;) {
      this.#waiting ??= await nextWithin(packets, span);
      if (!this.#waiting) {
        this.#isOver = true;
        return;
      }
      if (this.#waiting.timestamp >= time) return;
      await source.add(this.#waiting.clone({ timestamp: this.#waiting.timestamp - span.from }), meta);
      this.#waiting = null;
      signal.throwIfAborted();
    }
  }
}

async function opened(
  track: InputAudioTrack,
  codec: AudioCodec,
  output: Output,
  span: SoundSpan,
): Promise<SoundTrack> {
  const source = new EncodedAudioPacketSource(codec);
  output.addAudioTrack(source);
  const sink = new EncodedPacketSink(track);
  const first = (await sink.getPacket(span.from)) ?? (await sink.getFirstPacket());
  const decoderConfig = await track.getDecoderConfig();
  const packets = first ? sink.packets(first) : none();
  return { source, packets, span, meta: decoderConfig ? { decoderConfig } : undefined };
}

async function* none(): AsyncGenerator<EncodedPacket, void> {
  // A track without a packet.
}

/** Packets that begin before the first picture cannot be carried over, since no time lies before 0. */
async function nextWithin(
  packets: AsyncGenerator<EncodedPacket, void>,
  { from, to }: SoundSpan,
): Promise<EncodedPacket | null> {
  for (;;) {
    const { value } = await packets.next();
    if (!value || value.timestamp > to) return null;
    if (value.timestamp >= from) return value;
  }
}
