import type { CoreInput } from './frame-arguments.ts';

/** A file as the core is to read it. */
export interface CoreFile {
  /** The whole file, or its part behind a foreign header. */
  readonly data: Blob;
  readonly input: CoreInput;
  /** s per unit of packet time. */
  readonly timeBase: number;
}
