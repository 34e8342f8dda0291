import scriptUrl from '@ffmpeg/core?url';
import wasmUrl from '@ffmpeg/core/wasm?url';
import type { CoreMessage, LoadRequest } from './run-protocol.ts';

/** Starts a worker that runs `serveFfmpegCore()`. */
export type SpawnFfmpeg = () => Worker;

/** Compiled once per thread and shared by its workers: compiling takes a second, instantiating some milliseconds. */
let compiled: Promise<WebAssembly.Module> | null = null;

/** A worker on its way to having an ffmpeg core in it. Disposing it ends the worker in whatever state. */
export class LoadingCore implements Disposable {
  /** The worker, ready for its one command. */
  readonly ready: Promise<Worker>;
  #worker: Worker | null = null;
  #disposed = false;

  constructor(spawn: SpawnFfmpeg) {
    this.ready = this.#load(spawn);
    // Whoever waits for it will hear of a failure; a spare that nobody waits for fails in silence.
    this.ready.catch(() => undefined);
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    this.#worker?.terminate();
  }

  async #load(spawn: SpawnFfmpeg): Promise<Worker> {
    const module = await compiledCore();
    if (this.#disposed) throw new Error('no longer needed');
    const worker = (this.#worker = spawn());
    return new Promise((resolve, reject) => {
      worker.onerror = (event) => reject(new Error(event.message));
      worker.onmessage = ({ data }: MessageEvent<CoreMessage>) => {
        if (data.type === 'ready') resolve(worker);
        if (data.type === 'load-failed') reject(new Error(data.message));
      };
      // The worker would resolve a relative address against its own.
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
