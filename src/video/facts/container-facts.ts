import type { Fact } from '../../contract/index.ts';
import type { Extent, PixelAspect, Rotation } from '../frame-size.ts';
import type { PacketFacts } from './packet-facts.ts';

/** What a file says of itself, and what its packets tell, whoever read it. null for what is not said. */
export interface ContainerFacts {
  readonly container: string;
  readonly sizeBytes: number;
  /** As the container declares it, s. */
  readonly duration: number | null;
  /** Creation time, writing application, title and the like. */
  readonly tags: readonly Fact[];
  readonly readBy: string;
  readonly video: VideoFacts | null;
  readonly sounds: readonly SoundFacts[];
  /** Tracks that are neither the shown picture nor sound. */
  readonly others: number;
}

export interface VideoFacts {
  readonly codec: string;
  /** RFC 6381, as 'avc1.64000d'. */
  readonly codecString: string | null;
  readonly profile: string | null;
  readonly level: string | null;
  /** Stored picture, px, before pixel aspect and rotation. */
  readonly width: number;
  readonly height: number;
  /** With the padding that coding needs; null where it is not known. */
  readonly coded: Extent | null;
  readonly pixelAspect: PixelAspect;
  readonly rotation: Rotation;
  /** As 'yuv420p'. */
  readonly pixelFormat: string | null;
  /** Whether some pictures may be fields of an interlaced one. */
  readonly mayBeInterlaced: boolean | null;
  readonly primaries: string | null;
  readonly transfer: string | null;
  readonly matrix: string | null;
  readonly isFullRange: boolean | null;
  readonly packets: PacketFacts;
}

export interface SoundFacts {
  readonly codec: string;
  readonly channels: number | null;
  /** Hz. */
  readonly sampleRate: number | null;
  /** Bits per second, as declared. */
  readonly bitRate: number | null;
  readonly language: string | null;
}
