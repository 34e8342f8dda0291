import { probabilitiesAt } from '../analysis/pure.ts';
import { isAbort, type Progress, type Task } from '../base/index.ts';
import type {
  Activity,
  ClassReading,
  ClipMethod,
  ClipRequest,
  ExportService,
  ExportSource,
  FinishedExport,
  HeatPicture,
  StillRequest,
} from '../contract/index.ts';
import type { AnalysisSession } from './analysis-session.svelte.ts';
import type { ClipEntry } from './clip-entry.svelte.ts';
import type { Notices } from './notices.svelte.ts';
import type { Playback } from './playback.svelte.ts';
import type { TimeSpan } from './timeline-view.svelte.ts';

type ExportActivity = Extract<Activity, { kind: 'export' }>;

export interface ClipExportsParts {
  /** Starts the worker that exports, on first use. */
  readonly connect: () => ExportService;
  readonly session: Pick<AnalysisSession, 'selected' | 'entries'>;
  readonly playback: Pick<Playback, 'info' | 'position' | 'frame' | 'isOpen'>;
  readonly notices: Notices;
  /** Called once for each finished export of a clip that is still open, before it is offered for saving. */
  readonly onExported: (activity: ExportActivity) => void;
}

export interface RunningExport {
  readonly what: string;
  /** What it is at, as 'encoding'. */
  readonly stage: string;
  /** 0 to 1 of the stage; null while that is not known. */
  readonly share: number | null;
}

/** Finished exports kept for saving once more. */
const mostKept = 8;

/** Makes stills and clips of the clip on the desk, one at a time. */
export class ClipExports {
  readonly #parts: ClipExportsParts;
  #service: ExportService | null = null;
  #running = $state.raw<RunningExport | null>(null);
  #done = $state.raw<readonly FinishedExport[]>([]);
  #hasCaption = $state(true);
  #abort = new AbortController();

  constructor(parts: ClipExportsParts) {
    this.#parts = parts;
  }

  get running(): RunningExport | null {
    return this.#running;
  }
  /** Newest first. */
  get done(): readonly FinishedExport[] {
    return this.#done;
  }
  /** Whether stills get a strip below the picture. */
  get hasCaption(): boolean {
    return this.#hasCaption;
  }
  set hasCaption(hasCaption: boolean) {
    this.#hasCaption = hasCaption;
  }
  get canExport(): boolean {
    return this.#running === null && this.#source() !== null;
  }

  /**
   * The shown frame as PNG; null when it was cancelled or failed, which has been told.
   * @param heat lies over a second copy beside the frame
   */
  async still(heat?: HeatPicture): Promise<FinishedExport | null> {
    const { playback, session } = this.#parts;
    const source = this.#source();
    const entry = session.selected;
    if (!source || !entry) return null;
    const { position: at, frame } = playback;
    const request: StillRequest = {
      source,
      at,
      frame,
      // Beside its heat a frame must say what it is.
      hasCaption: this.#hasCaption || heat !== undefined,
      reading: readingAt(entry, at),
      ...(heat ? { heat } : {}),
    };
    return this.#run(entry, 'Still', (service, task) => service.still(request, task));
  }

  /** A span as a clip, both its ends included; null when it was cancelled or failed, which has been told. */
  async clip({ from, to }: TimeSpan, method: ClipMethod): Promise<FinishedExport | null> {
    const source = this.#source();
    const entry = this.#parts.session.selected;
    if (!source || !entry) return null;
    const request: ClipRequest = { source, from, to, method };
    const what = { copy: 'Copy', encode: 'Re-encoded clip', annotate: 'Annotated clip' }[method.kind];
    return this.#run(entry, what, (service, task) => service.clip(request, task));
  }

  cancel(): void {
    this.#abort.abort();
  }

  /** Lets go of a finished export and its bytes. */
  forget(made: FinishedExport): void {
    this.#done = this.#done.filter((other) => other !== made);
  }

  async #run(
    entry: ClipEntry,
    what: string,
    make: (service: ExportService, task: Task) => Promise<FinishedExport>,
  ): Promise<FinishedExport | null> {
    if (this.#running) return null;
    const { signal } = (this.#abort = new AbortController());
    this.#running = { what, stage: 'opening', share: null };
    const onProgress = ({ stage, done, total }: Progress): void => {
      if (!signal.aborted) this.#running = { what, stage, share: total ? Math.min(1, done / total) : null };
    };
    try {
      this.#service ??= this.#parts.connect();
      const made = await make(this.#service, { signal, onProgress });
      signal.throwIfAborted();
      this.#keep(entry, made);
      return made;
    } catch (error) {
      if (!isAbort(error)) this.#parts.notices.report(error);
      return null;
    } finally {
      this.#running = null;
    }
  }

  #keep(entry: ClipEntry, made: FinishedExport): void {
    const { kind, name, sizeBytes, sha256 } = made;
    const { session, notices, onExported } = this.#parts;
    const isOpen = session.entries.includes(entry);
    if (isOpen) {
      onExported({ kind: 'export', what: kind, clip: entry.id, files: [{ name, sizeBytes, sha256 }] });
    } else {
      notices.tell(`${name} was not noted in the log, since its case is no longer open.`);
    }
    this.#done = [made, ...this.#done].slice(0, mostKept);
  }

  /** null while nothing is shown. The decoder is the one that shows the clip. */
  #source(): ExportSource | null {
    const { session, playback } = this.#parts;
    const { file, sha256 } = session.selected ?? { file: null, sha256: null };
    if (!file || !playback.isOpen || !playback.info) return null;
    return { file, sha256, decoder: playback.info.decoder };
  }
}

/** What the screen's overlay shows at that moment; null before the analysis has finished. */
function readingAt({ result, smoothed }: ClipEntry, at: number): ClassReading | null {
  if (!result || !smoothed || smoothed.timestamps.length === 0) return null;
  return { model: result.model, labels: smoothed.labels, probabilities: [...probabilitiesAt(smoothed, at)] };
}
