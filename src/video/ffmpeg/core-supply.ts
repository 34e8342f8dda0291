import { webAssemblyRuns } from '../web-assembly.ts';
import { answerWithin } from '../answer-within.ts';
import { videoErrors } from '../video-errors.ts';
import { CoreRun } from './core-run.ts';
import { LoadingCore, type SpawnFfmpeg } from './loading-core.ts';
import type { RunRequest } from './run-protocol.ts';

/** Loading 32 MB from a slow disk may take long, but not longer than this, s. */
const loadLimit = 120;

/**
 * Fresh cores, each for one command: nothing of one file is left when the next is read. One spare is kept warm.
 * Dispose it with the clip.
 */
export class CoreSupply implements Disposable {
  readonly #spawn: SpawnFfmpeg;
  #spare: LoadingCore | null = null;
  #closed = false;

  constructor(spawn: SpawnFfmpeg) {
    this.#spawn = spawn;
  }

  /**
   * Starts a command on a fresh core.
   * @throws AppError 'webassembly-unavailable', 'decoder-unavailable'; the abort reason.
   */
  async start(name: string, request: RunRequest, signal: AbortSignal): Promise<CoreRun> {
    if (!webAssemblyRuns()) throw videoErrors.webAssemblyMissing(name);
    const core = this.#spare ?? new LoadingCore(this.#spawn);
    this.#spare = null;
    const late = () => videoErrors.decoderUnavailable(name, 'time is up');
    try {
      const worker = await answerWithin(core.ready, loadLimit, late, signal);
      this.#spare ??= this.#closed ? null : new LoadingCore(this.#spawn);
      return new CoreRun(worker, name, request);
    } catch (error) {
      core[Symbol.dispose]();
      throw signal.aborted ? error : videoErrors.decoderUnavailable(name, error);
    }
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    this.#spare?.[Symbol.dispose]();
    this.#spare = null;
  }
}
