import type { DatasetClip, ExaminedFile } from '../contract/index.ts';

/** What the user changed about a clip; stands above what a new look into its file guesses. */
export interface DatasetEdit {
  readonly path: string;
  readonly label?: string;
  readonly group?: string;
  /** true: left out by hand; false: kept though it was found to be a duplicate. */
  readonly excluded?: boolean;
  readonly span?: { readonly from: number; readonly to: number };
}

/** A door back to the files, where the browser gives one. The permission is asked anew on each visit. */
export interface DatasetHandle {
  /** As {@link DatasetClip.path}: of the file, or of the folder that holds the files. */
  readonly path: string;
  readonly handle: FileSystemFileHandle | FileSystemDirectoryHandle;
}

/** A dataset as the user is putting it together. No file is copied into it. */
export interface StoredDataset {
  readonly id: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly changedAt: number;
  readonly clips: readonly DatasetClip[];
  readonly unreadable: readonly Extract<ExaminedFile, { kind: 'unreadable' }>[];
  readonly edits: readonly DatasetEdit[];
  /** Empty where the browser gives no handles: then the folder has to be dropped again. */
  readonly handles: readonly DatasetHandle[];
}

/** One line of a list of datasets. */
export interface DatasetSummary {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly changedAt: number;
  readonly clips: number;
  readonly labels: readonly string[];
}

export function summariseDataset({ id, name, createdAt, changedAt, clips }: StoredDataset): DatasetSummary {
  const labels = [...new Set(clips.map(({ label }) => label))].sort();
  return { id, name, createdAt, changedAt, clips: clips.length, labels };
}
