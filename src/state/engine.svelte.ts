import { AppError, isAbort, messageOf, type Progress } from '../base/index.ts';
import type {
  AnalysisService,
  BackendChoice,
  BackendReport,
  LoadedModel,
  ModelManifest,
} from '../contract/index.ts';
import type { Notices } from './notices.svelte.ts';

export type EngineStatus = 'idle' | 'starting' | 'ready' | 'failed';

/** Where the shipped models are listed: their ids, first is the one in use. */
export interface ModelShelf {
  list(): Promise<readonly string[]>;
  url(id: string): string;
}

/** The network and what computes it: starts once, may be switched, and keeps its self-test for the screen. */
export class Engine {
  readonly #service: AnalysisService;
  readonly #shelf: ModelShelf;
  readonly #notices: Notices;
  readonly #onModel: (manifest: ModelManifest) => Promise<void>;

  #status = $state<EngineStatus>('idle');
  #report = $state.raw<BackendReport | null>(null);
  #model = $state.raw<LoadedModel | null>(null);
  #progress = $state.raw<Progress | null>(null);
  #failure = $state.raw<string | null>(null);
  #starting: Promise<LoadedModel> | null = null;
  #abort = new AbortController();

  /** @param onModel hears of each model before the first analysis with it */
  constructor(
    service: AnalysisService,
    shelf: ModelShelf,
    notices: Notices,
    onModel: (manifest: ModelManifest) => Promise<void>,
  ) {
    this.#service = service;
    this.#shelf = shelf;
    this.#notices = notices;
    this.#onModel = onModel;
  }

  get status(): EngineStatus {
    return this.#status;
  }
  get report(): BackendReport | null {
    return this.#report;
  }
  get model(): LoadedModel | null {
    return this.#model;
  }
  get manifest(): ModelManifest | null {
    return this.#model?.manifest ?? null;
  }
  get progress(): Progress | null {
    return this.#progress;
  }
  get failure(): string | null {
    return this.#failure;
  }

  /** Starts the backend and loads the model; later calls join the same start. A failed start may be tried again. */
  start(choice: BackendChoice): Promise<LoadedModel> {
    this.#starting ??= this.#bringUp(choice).catch((error: unknown) => {
      this.#starting = null;
      if (!isAbort(error)) {
        this.#status = 'failed';
        this.#failure = messageOf(error);
      }
      throw error;
    });
    return this.#starting;
  }

  /** Changes the backend. A refusal is told and leaves the engine failed, to be started again. */
  async change(choice: BackendChoice): Promise<void> {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#starting = null;
    try {
      await this.start(choice);
    } catch (error) {
      this.#notices.report(error);
    }
  }

  /** The device was lost and rebuilt during a run. */
  noteRebuilt(report: BackendReport): void {
    this.#report = report;
    this.#notices.tell(
      'The graphics device was lost and has been rebuilt; the analysis goes on where it was.',
    );
  }

  async #bringUp(choice: BackendChoice): Promise<LoadedModel> {
    const task = {
      signal: this.#abort.signal,
      onProgress: (progress: Progress) => (this.#progress = progress),
    };
    this.#status = 'starting';
    this.#failure = null;
    this.#report = await this.#service.start(choice, task);
    const [id] = await this.#shelf.list();
    if (id === undefined) {
      throw new AppError('model-missing', 'This copy of Vigil carries no model.', {
        remedy: 'Reload the page; if that does not help, install Vigil again.',
      });
    }
    this.#model = await this.#service.loadModel({ kind: 'url', url: this.#shelf.url(id) }, task);
    await this.#onModel(this.#model.manifest);
    this.#progress = null;
    this.#status = 'ready';
    return this.#model;
  }
}
