import { isAbort, messageOf, type Progress, type Task } from '../base/index.ts';
import type {
  AnalysisService,
  BackendChoice,
  BackendReport,
  LoadedModel,
  ModelManifest,
  ModelSource,
} from '../contract/index.ts';
import type { Notices } from './notices.svelte.ts';

export type { ModelShelf } from './model-shelf.ts';

export type EngineStatus = 'idle' | 'starting' | 'ready' | 'failed';

/** Says which model to load. */
export interface ModelChoice {
  chosenSource(): Promise<ModelSource>;
}

/** The network and what computes it: starts once, may be switched, and keeps its self-test for the screen. */
export class Engine {
  readonly #service: AnalysisService;
  readonly #choice: ModelChoice;
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
    choice: ModelChoice,
    notices: Notices,
    onModel: (manifest: ModelManifest) => Promise<void>,
  ) {
    this.#service = service;
    this.#choice = choice;
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

  /**
   * Loads the model that is chosen now; the backend stays. Before the first start there is nothing to do: the start
   * will load it.
   * @throws AppError when it cannot be loaded; the model before stays in use
   */
  async reloadModel(): Promise<void> {
    if (!this.#starting) return;
    const before = await this.#starting;
    this.#status = 'starting';
    this.#starting = this.#loadModel();
    try {
      await this.#starting;
    } catch (error) {
      this.#starting = Promise.resolve(before);
      throw error;
    } finally {
      this.#status = 'ready';
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
    this.#status = 'starting';
    this.#failure = null;
    this.#report = await this.#service.start(choice, this.#task());
    const model = await this.#loadModel();
    this.#progress = null;
    this.#status = 'ready';
    return model;
  }

  async #loadModel(): Promise<LoadedModel> {
    const model = await this.#service.loadModel(await this.#choice.chosenSource(), this.#task());
    await this.#onModel(model.manifest);
    this.#model = model;
    return model;
  }

  #task(): Task {
    return { signal: this.#abort.signal, onProgress: (progress) => (this.#progress = progress) };
  }
}
