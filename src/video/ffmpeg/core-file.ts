import type { CoreInput } from './frame-arguments.ts';

/** A file as the core is to read it. */
export interface CoreFile {
  /** The whole file, or its part behind a foreign header. */
  readonly data: Blob;
  readonly input: CoreInput;
  /** Units of packet time in a second. */
  readonly ticksPerSecond: number;
  /** By how many frames decoding runs ahead of presentation. */
  readonly reorderDelay: number;
}
