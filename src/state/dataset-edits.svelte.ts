import type { DatasetClip } from '../contract/index.ts';
import { unlabelled } from './dataset-rules.ts';
import { withEntries } from './immutable-map.ts';

/** What a person changed about a clip; what is absent stays as it was found. */
export interface ClipEdit {
  readonly label?: string;
  readonly group?: string;
  readonly span?: NonNullable<DatasetClip['span']>;
  /** true leaves the clip out, false takes it in although it is a duplicate. */
  readonly excluded?: boolean;
}

export type EditsByPath = ReadonlyMap<string, ClipEdit>;

const remembered = 100;

/** The edits of a dataset by clip path, one step at a time to undo. */
export class DatasetEdits {
  #current = $state.raw<EditsByPath>(withEntries(null, []));
  #past = $state.raw<readonly { readonly title: string; readonly edits: EditsByPath }[]>([]);

  get current(): EditsByPath {
    return this.#current;
  }
  /** What undoing would take back; null when there is nothing. */
  get undoTitle(): string | null {
    return this.#past.at(-1)?.title ?? null;
  }

  /** @param title of the step, as 'label of 3 clips' */
  change(paths: Iterable<string>, edit: ClipEdit, title: string): void {
    const changed = [...paths].map((path) => [path, { ...this.#current.get(path), ...edit }] as const);
    this.#past = [...this.#past.slice(1 - remembered), { title, edits: this.#current }];
    this.#current = withEntries(this.#current, changed);
  }

  /** What files bring with them is no step to undo. */
  preset(edits: Iterable<readonly [string, ClipEdit]>): void {
    this.#current = withEntries(this.#current, edits);
  }

  undo(): void {
    const last = this.#past.at(-1);
    if (!last) return;
    this.#current = last.edits;
    this.#past = this.#past.slice(0, -1);
  }

  restore(edits: Iterable<readonly [string, ClipEdit]>): void {
    this.#current = withEntries(null, edits);
    this.#past = [];
  }
}

/** The clips as found, with the edits laid over them. */
export function withEdits(clips: readonly DatasetClip[], edits: EditsByPath): readonly DatasetClip[] {
  if (edits.size === 0) return clips;
  return clips.map((clip) => {
    const edit = edits.get(clip.path);
    return edit ? edited(clip, edit) : clip;
  });
}

function edited(clip: DatasetClip, { label, group, span, excluded: wanted }: ClipEdit): DatasetClip {
  const { excluded, ...rest } = clip;
  // Saying what a clip shows takes it in.
  const isNamed = label !== undefined && clip.label === unlabelled && wanted === undefined;
  const keptOut = isNamed ? undefined : wanted === undefined ? excluded : wanted ? 'hand' : undefined;
  return {
    ...rest,
    ...(label === undefined ? {} : { label }),
    ...(group === undefined ? {} : { group, groupFrom: 'hand' as const }),
    ...(span === undefined ? {} : { span }),
    ...(keptOut === undefined ? {} : { excluded: keptOut }),
  };
}
