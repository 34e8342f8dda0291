import { AppError, isAbort, vigilVersion } from '../../base/index.ts';
import type { Activity, LoadedModel, VideoService } from '../../contract/index.ts';
import {
  analysisJson,
  analysisPath,
  caseHtml,
  caseJson,
  clipsCsv,
  describeLogFault,
  eventsCsv,
  packBundle,
  parseAnalysis,
  sha256Hex,
  unpackBundle,
  verifierPath,
  verifyLog,
  type BundleFile,
  type CaseReport,
  type LogVerdict,
} from '../../report/index.ts';
import type { AnalysisSession } from '../analysis-session.svelte.ts';
import type { ClipEntry } from '../clip-entry.svelte.ts';
import { setOf, withEntries } from '../immutable-map.ts';
import type { Notices } from '../notices.svelte.ts';
import { count } from '../plain-count.ts';
import type { AnalysisArchive } from '../stores.ts';
import type { CaseDesk } from './case-desk.svelte.ts';
import { eventPictures } from './event-pictures.ts';
import { reportModels } from './report-models.ts';

export type ReportKind = 'html' | 'json' | 'events' | 'clips' | 'bundle';

export interface EvidenceParts {
  readonly cases: CaseDesk;
  readonly session: AnalysisSession;
  readonly video: VideoService;
  readonly archive: Pick<AnalysisArchive, 'put'>;
  readonly notices: Notices;
  /** Every model on this device, whether in use or not. */
  readonly models: () => readonly LoadedModel[];
  /** The page that verifies a bundle by itself. */
  readonly fetchVerifier: () => Promise<Uint8Array<ArrayBuffer>>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly by: () => string;
}

/** A finished export, to be offered for saving. */
export interface MadeExport {
  readonly name: string;
  readonly blob: Blob;
  readonly sha256: string;
}

/** What verifying a clip's file said. */
export type SourceVerdict = 'intact' | 'changed' | 'not-at-hand' | 'never-hashed';

/** A bundle is read as a whole; more than this is none that Vigil wrote. */
const mostBundleBytes = 1.5e9;

/** What proves the case: its log, its exports, and whether the files are still the ones that were looked at. */
export class CaseEvidence {
  readonly #parts: EvidenceParts;
  #working = $state<string | null>(null);
  #logVerdict = $state.raw<LogVerdict | null>(null);
  #sources = $state.raw<ReadonlyMap<string, SourceVerdict>>(withEntries(null, []));
  #hashed = $state<number | null>(null);
  #abort = new AbortController();

  constructor(parts: EvidenceParts) {
    this.#parts = parts;
  }

  /** What is under way, in words; null when nothing is. */
  get working(): string | null {
    return this.#working;
  }
  /** Share of the file being verified; null when none is. */
  get hashed(): number | null {
    return this.#hashed;
  }
  /** Of the last time the log was verified in this visit. */
  get logVerdict(): LogVerdict | null {
    return this.#logVerdict;
  }
  get logFaults(): readonly string[] {
    return this.#logVerdict?.faults.map(describeLogFault) ?? [];
  }
  /** By clip id, of the last time the files were verified. */
  get sources(): ReadonlyMap<string, SourceVerdict> {
    return this.#sources;
  }

  cancel(): void {
    this.#abort.abort();
  }

  /** Forgets what was verified: another case is open. */
  reset(): void {
    this.#logVerdict = null;
    this.#sources = withEntries(null, []);
  }

  /** Recomputes every hash of the log and follows its chain; that it was done is noted in it. */
  async verifyLog(): Promise<void> {
    await this.#attempt('Verifying the log', async () => {
      const log = await this.#parts.cases.log?.read();
      if (!log) return;
      const verdict = await verifyLog(log);
      this.#logVerdict = verdict;
      this.#note('log', null, verdict.isIntact, `${count(verdict.entries, 'entry', 'entries')}`);
    });
  }

  /** Hashes the files of the case again and holds them against what was noted when they were added. */
  async verifySources(): Promise<void> {
    await this.#attempt('Verifying the files', async (signal) => {
      this.#sources = withEntries(null, []);
      for (const entry of this.#parts.session.entries) {
        this.#working = `Verifying “${entry.name}”`;
        const verdict = await this.#verifySource(entry, signal);
        this.#sources = withEntries(this.#sources, [[entry.id, verdict]]);
      }
    });
    this.#hashed = null;
  }

  /** Makes an export of the case, and notes it; null when it failed, which has been told. */
  async make(kind: ReportKind): Promise<MadeExport | null> {
    let made: MadeExport | null = null;
    await this.#attempt('Writing the report', async (signal) => {
      made = kind === 'bundle' ? await this.#bundle(signal) : await this.#document(kind, signal);
    });
    return made;
  }

  /** Takes a bundle in as a case of this device, and opens it. */
  async importBundle(file: File): Promise<void> {
    await this.#attempt(`Reading “${file.name}”`, async () => {
      const { cases, archive } = this.#parts;
      if (file.size > mostBundleBytes) throw tooLarge(file.name);
      const bundle = await unpackBundle(new Uint8Array(await file.arrayBuffer())).catch((cause: unknown) => {
        throw cause instanceof AppError
          ? new AppError(cause.code, `“${file.name}” is no whole case bundle. ${cause.message}`, {
              ...cause.options,
              cause,
            })
          : cause;
      });
      const imported = bundle.document.case;
      for (const clip of imported.clips) {
        const bytes = bundle.files.get(analysisPath(clip.id));
        const result = bytes && parseAnalysis(new TextDecoder().decode(bytes), clip);
        if (!result || !clip.analysis || !clip.sha256) continue;
        const { key, analysedAt } = clip.analysis;
        await archive.put({ key, sha256: clip.sha256, analysedAt, result });
      }
      await cases.adopt(imported, bundle.log, { from: file.name, sha256: bundle.sha256 });
    });
  }

  /** All that an export says, at one instant. */
  async #report(signal: AbortSignal): Promise<CaseReport> {
    const { cases, session, video, now, by } = this.#parts;
    const { current, log } = cases;
    if (!current || !log) throw new AppError('input-invalid', 'No case is open.');
    await cases.flush();
    const clips = cases.clips();
    const used = setOf(clips.flatMap(({ analysis }) => (analysis ? [analysis.model.sha256] : [])));
    const { id, name, createdAt, notes, settings } = current;
    return {
      case: { id, name, createdAt, notes, settings, clips },
      log: await log.read(),
      models: reportModels(this.#parts.models().filter(({ identity }) => used.has(identity.sha256))),
      application: { name: 'Vigil', version: vigilVersion },
      at: now(),
      by: by(),
      tracks: withEntries(
        null,
        session.entries.flatMap((entry) => (entry.smoothed ? [[entry.id, entry.smoothed] as const] : [])),
      ),
      pictures: await eventPictures(video, session.entries, signal),
    };
  }

  async #document(kind: Exclude<ReportKind, 'bundle'>, signal: AbortSignal): Promise<MadeExport> {
    const report = await this.#report(signal);
    const { write, ending, type, what } = documents[kind];
    const bytes = new TextEncoder().encode(write(report));
    const made = {
      name: `${fileName(report.case.name)}${ending}`,
      blob: new Blob([bytes], { type }),
      sha256: await sha256Hex(bytes),
    };
    const { name, sha256 } = made;
    const files = [{ name, sizeBytes: bytes.length, sha256 }];
    this.#parts.cases.note({ kind: 'export', what, clip: null, files });
    return made;
  }

  async #bundle(signal: AbortSignal): Promise<MadeExport> {
    const { cases, session, fetchVerifier } = this.#parts;
    const report = await this.#report(signal);
    const encoder = new TextEncoder();
    const analyses = session.entries.flatMap(({ id, result }): BundleFile[] =>
      result ? [{ path: analysisPath(id), data: encoder.encode(analysisJson(result)) }] : [],
    );
    const verifier = { path: verifierPath, data: await fetchVerifier() };
    const { bytes, sha256, log } = await packBundle(report, [...analyses, verifier]);
    // The bundle's last entry is the log's from now on, so that a later bundle goes on from it.
    const last = log.entries.at(-1);
    if (last) await cases.log?.follow(last);
    const name = `${fileName(report.case.name)}.vigil-case`;
    const files = [{ name, sizeBytes: bytes.length, sha256 }];
    cases.note({ kind: 'export', what: 'bundle', clip: null, files });
    return { name, blob: new Blob([bytes], { type: 'application/zip' }), sha256 };
  }

  async #verifySource(entry: ClipEntry, signal: AbortSignal): Promise<SourceVerdict> {
    if (!entry.file) return 'not-at-hand';
    if (!entry.sha256) return 'never-hashed';
    const onProgress = ({ done, total }: { done: number; total?: number }): void => {
      this.#hashed = total ? done / total : 0;
    };
    const sha256 = await this.#parts.video.sha256(entry.file, { signal, onProgress });
    const isIntact = sha256 === entry.sha256;
    this.#note('source', entry.id, isIntact, `SHA-256 ${sha256}`);
    return isIntact ? 'intact' : 'changed';
  }

  #note(what: 'source' | 'log', clip: string | null, isIntact: boolean, detail: string): void {
    const activity: Activity = { kind: 'verify', what, clip, isIntact, detail };
    this.#parts.cases.note(activity);
  }

  async #attempt(what: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (this.#working !== null) return;
    this.#working = what;
    this.#abort = new AbortController();
    try {
      await work(this.#abort.signal);
    } catch (error) {
      if (!isAbort(error)) this.#parts.notices.report(error);
    } finally {
      this.#working = null;
    }
  }
}

interface DocumentKind {
  readonly write: (report: CaseReport) => string;
  readonly ending: string;
  readonly type: string;
  readonly what: 'html' | 'json' | 'csv';
}

const documents: Readonly<Record<Exclude<ReportKind, 'bundle'>, DocumentKind>> = {
  html: { write: caseHtml, ending: '.html', type: 'text/html', what: 'html' },
  json: { write: caseJson, ending: '.json', type: 'application/json', what: 'json' },
  events: { write: eventsCsv, ending: ' events.csv', type: 'text/csv', what: 'csv' },
  clips: { write: clipsCsv, ending: ' clips.csv', type: 'text/csv', what: 'csv' },
};

/** A name that every file system takes. */
function fileName(name: string): string {
  return name.replace(/[\\/:*?"<>|\p{Cc}]+/gu, '-').slice(0, 120) || 'Case';
}

function tooLarge(name: string): AppError {
  return new AppError('input-invalid', `“${name}” is larger than any case bundle.`, {
    remedy: 'Choose the .vigil-case file that Vigil wrote.',
  });
}
