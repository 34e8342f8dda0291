import { isAbort } from '../base/index.ts';
import type { FactGroup, VideoService } from '../contract/index.ts';
import type { Notices } from './notices.svelte.ts';
import type { Playback } from './playback.svelte.ts';

export type TableStatus = 'none' | 'reading' | 'read' | 'failed';

/** What the container of the clip on the desk says of itself; read when asked for, once for each opened clip. */
export class ContainerTable {
  readonly #video: Pick<VideoService, 'facts'>;
  readonly #playback: Pick<Playback, 'clipId'>;
  readonly #notices: Notices;
  #read = $state.raw<{ readonly clipId: number; readonly groups: readonly FactGroup[] | null } | null>(null);
  #abort = new AbortController();

  constructor(video: Pick<VideoService, 'facts'>, playback: Pick<Playback, 'clipId'>, notices: Notices) {
    this.#video = video;
    this.#playback = playback;
    this.#notices = notices;
  }

  /** Empty until they are read. */
  groups = $derived.by((): readonly FactGroup[] => (this.#isOfClip() ? (this.#read?.groups ?? []) : []));

  status = $derived.by((): TableStatus => {
    if (!this.#isOfClip()) return 'none';
    if (this.#read?.groups === null) return 'reading';
    return this.#read?.groups.length === 0 ? 'failed' : 'read';
  });

  /** Reads the table of the open clip; nothing when that has been done or is under way. */
  async read(): Promise<void> {
    const { clipId } = this.#playback;
    if (clipId === null || this.#isOfClip()) return;
    this.#abort.abort();
    const { signal } = (this.#abort = new AbortController());
    this.#read = { clipId, groups: null };
    try {
      const groups = await this.#video.facts(clipId, { signal });
      if (!signal.aborted) this.#read = { clipId, groups };
    } catch (error) {
      if (signal.aborted || isAbort(error)) return;
      this.#read = { clipId, groups: [] };
      if (this.#playback.clipId === clipId) this.#notices.report(error);
    }
  }

  /** Lets go of a reading that nobody waits for any more. */
  stop(): void {
    this.#abort.abort();
    if (this.#read?.groups === null) this.#read = null;
  }

  #isOfClip(): boolean {
    return this.#read !== null && this.#read.clipId === this.#playback.clipId;
  }
}

/** The table as plain text: a heading for each group, a line for each fact, aligned. */
export function factsText(groups: readonly FactGroup[]): string {
  const names = groups.flatMap(({ facts }) => facts.map(({ name }) => name.length));
  const width = Math.max(0, ...names);
  const lines = groups.map(({ title, facts }) =>
    [title, ...facts.map(({ name, value }) => `${name.padEnd(width)} : ${value}`)].join('\n'),
  );
  return `${lines.join('\n\n')}\n`;
}
