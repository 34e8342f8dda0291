import { AppError, type Task } from '../base/index.ts';
import type { BackendChoice, BackendReport, LoadedModel, TrainingService } from '../contract/index.ts';
import type { ModelShelf } from './engine.svelte.ts';

/** The training worker: started at first use, with its backend and the model to start from. */
export class TrainingEngine {
  readonly #connect: () => TrainingService;
  readonly #shelf: ModelShelf;
  #service: TrainingService | null = null;
  #startedWith: BackendChoice | null = null;
  #isLoaded = false;
  #report = $state.raw<BackendReport | null>(null);
  #model = $state.raw<LoadedModel | null>(null);

  constructor(connect: () => TrainingService, shelf: ModelShelf) {
    this.#connect = connect;
    this.#shelf = shelf;
  }

  /** What computes; null before the first run. */
  get report(): BackendReport | null {
    return this.#report;
  }
  /** The model to start from; null before the first run. */
  get model(): LoadedModel | null {
    return this.#model;
  }

  /** The worker, without backend or model: enough to examine files. */
  service(): TrainingService {
    return (this.#service ??= this.#connect());
  }

  /** The worker, ready to train on the backend of choice. */
  async ready(choice: BackendChoice, task: Task): Promise<TrainingService> {
    const service = this.service();
    if (this.#startedWith !== choice) {
      this.#report = await service.start(choice, task);
      this.#startedWith = choice;
    }
    if (!this.#isLoaded) {
      this.#model = await service.loadModel({ kind: 'url', url: await this.#shippedModel() }, task);
      this.#isLoaded = true;
    }
    return service;
  }

  async #shippedModel(): Promise<string> {
    const [id] = await this.#shelf.list();
    if (id !== undefined) return this.#shelf.url(id);
    throw new AppError('model-missing', 'This copy of Vigil carries no model to start from.', {
      remedy: 'Reload the page; if that does not help, install Vigil again.',
    });
  }
}
