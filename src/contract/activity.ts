import type { ModelIdentity } from './analysis.ts';
import type { ReviewAction } from './review.ts';

/** What was done in a case. Plain JSON; times in seconds, sizes in bytes, hashes SHA-256 in lower-case hex. */
export type Activity =
  | { readonly kind: 'case'; readonly done: 'created' | 'renamed' | 'noted'; readonly text: string }
  | {
      readonly kind: 'ingest';
      readonly clip: string;
      readonly path: string;
      readonly sizeBytes: number;
      readonly sha256: string;
    }
  | { readonly kind: 'remove-clip'; readonly clip: string; readonly sha256: string | null }
  | { readonly kind: 'relink'; readonly clip: string; readonly path: string; readonly sha256: string }
  | { readonly kind: 'model'; readonly model: ModelIdentity }
  | { readonly kind: 'settings'; readonly what: string; readonly value: unknown }
  | {
      readonly kind: 'analysis';
      readonly clip: string;
      readonly model: ModelIdentity;
      readonly decoder: string;
      readonly backend: string;
      readonly frames: number;
      readonly events: number;
    }
  | {
      readonly kind: 'review';
      readonly clip: string;
      readonly means: 'do' | 'undo' | 'redo';
      readonly action: ReviewAction;
    }
  | {
      readonly kind: 'export';
      readonly what: 'still' | 'clip' | 'annotated-clip' | 'html' | 'csv' | 'json' | 'bundle' | 'map';
      readonly clip: string | null;
      readonly files: readonly ExportedFile[];
    }
  | {
      readonly kind: 'verify';
      readonly what: 'source' | 'log' | 'bundle';
      readonly clip: string | null;
      readonly isIntact: boolean;
      readonly detail: string;
    }
  | { readonly kind: 'import'; readonly from: string; readonly sha256: string };

export interface ExportedFile {
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** One link of the chain. `hash` is the SHA-256 of the canonical JSON of all other fields. */
export interface ActivityEntry {
  /** 1, 2, 3 … */
  readonly sequence: number;
  /** Milliseconds since 1970 by the clock of this device. */
  readonly at: number;
  /** The name that the person gave; '' when none. Nothing checks it. */
  readonly by: string;
  readonly activity: Activity;
  /** Hash of the entry before; of the first entry, the hash that stands for the case itself. */
  readonly previousHash: string;
  readonly hash: string;
}

/** The last entry, kept apart from the entries, so that a log that was cut short is noticed. */
export interface LogHead {
  /** 0 for an empty log. */
  readonly sequence: number;
  readonly hash: string;
}

export interface ActivityLog {
  readonly format: 'vigil-log';
  readonly formatVersion: 1;
  readonly caseId: string;
  readonly entries: readonly ActivityEntry[];
  readonly head: LogHead;
}
