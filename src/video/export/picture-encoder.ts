import type { VideoSource } from 'mediabunny';
import type { Task } from '../../base/index.ts';
import type { Extent } from '../frame-size.ts';

/** Both sides even, as 4:2:0 needs them. */
export type EvenExtent = Extent;

/** One picture to encode. */
export interface RawPicture {
  /** As {@link toI420} gives it. */
  readonly data: Uint8Array<ArrayBuffer>;
  /** From the first picture on, s. */
  readonly timestamp: number;
  /** s. */
  readonly duration: number;
}

/** Turns pictures into H.264 packets and puts them into a track. */
export interface PictureEncoder extends Disposable {
  /** What runs, for the screen. */
  readonly description: string;
  /** To be added to the output before it starts. */
  readonly source: VideoSource;
  /** Packets that came out so far. */
  readonly encoded: number;
  /** Resolves when the next picture may come, so that few are held. @throws AppError 'export-failed' */
  add(picture: RawPicture, task: Task): Promise<void>;
  /** Encodes what is still held. */
  end(task: Task): Promise<void>;
}
