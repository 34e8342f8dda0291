import scriptUrl from '@ffmpeg/core?url';
import wasmUrl from '@ffmpeg/core/wasm?url';
import { answerWithin } from '../answer-within.ts';
import { videoErrors } from '../video-errors.ts';
import { CoreRun } from './core-run.ts';
import type { CoreMessage, LoadRequest, RunRequest } from './run-protocol.ts';

export type SpawnFfmpeg = () => Worker;

/** Loading 32 MB from a slow disk may take long, but not longer than this, s. */
const loadLimit = 120;

/** Compiled once per page and shared by all workers; compiling takes a second, instantiating a few milliseconds. */
let compiled: Promise<WebAssembly.Module> | null = null;

/**
 * Fresh cores, each for one command: nothing of one file is left when the next is read. One spare is kept warm.
 * Dispose it with the clip.
 */
export class CoreSupply implements Disposable {
  readonly #spawn: SpawnFfmpeg;
  #spare: Promise<Worker> | null = null;
  #closed = false;

  constructor(spawn: SpawnFfmpeg) {
    this.#spawn = spawn;
  }

  /**
   * Starts a command on a fresh core.
   * @throws AppError 'webassembly-unavailable', 'decoder-unavailable'; the abort reason.
   */
  async start(name: string, request: RunRequest, signal: AbortSignal): Promise<CoreRun> {
    if (typeof WebAssembly === 'undefined') throw videoErrors.webAssemblyMissing(name);
    const core = this.#spare ?? this.#load();
    this.#spare = null;
    const late = () => videoErrors.decoderUnavailable(name, 'time is up');
    try {
      const worker = await answerWithin(core, loadLimit, late, signal);
      this.#prepareSpare();
      return new CoreRun(worker, name, request);
    } catch (error) {
      core.then(
        (worker) => worker.terminate(),
        () => undefined,
      );
      throw signal.aborted ? error : videoErrors.decoderUnavailable(name, error);
    }
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    this.#spare?.then(
      (worker) => worker.terminate(),
      () => undefined,
    );
    this.#spare = null;
  }

  #prepareSpare(): void {
    if (this.#closed || this.#spare) return;
    this.#spare = this.#load();
    // If it fails, the command that takes it will hear of it.
    this.#spare.catch(() => undefined);
  }

  async #load(): Promise<Worker> {
    const module = await compiledCore();
    const worker = this.#spawn();
    return new Promise((resolve, reject) => {
      const fail = (reason: string) => {
        worker.terminate();
        reject(new Error(reason));
      };
      worker.onerror = (event) => fail(event.message);
      worker.onmessage = ({ data }: MessageEvent<CoreMessage>) => {
        if (data.type === 'ready') resolve(worker);
        if (data.type === 'load-failed') fail(data.message);
      };
      // The worker resolves addresses against itself, so it gets whole ones.
      const absolute = new URL(scriptUrl, import.meta.url).href;
      worker.postMessage({ type: 'load', scriptUrl: absolute, module } satisfies LoadRequest);
    });
  }
}

async function compiledCore(): Promise<WebAssembly.Module> {
  compiled ??= fetch(new URL(wasmUrl, import.meta.url)).then((response) => {
    if (!response.ok) throw new Error(`the core answers ${response.status}`);
    return WebAssembly.compileStreaming(response);
  });
  try {
    return await compiled;
  } catch (error) {
    compiled = null;
    throw error;
  }
}
