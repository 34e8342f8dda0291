/** The parts of the Emscripten file system that the decoder uses. */
export interface CoreFileSystem {
  readonly ErrnoError: new (errno: number) => Error;
  readonly filesystems: { readonly WORKERFS: { stream_ops: StreamOperations } };
  mkdir(path: string): void;
  mount(type: unknown, options: { blobs: { name: string; data: Blob }[] }, path: string): void;
  makedev(major: number, minor: number): number;
  registerDevice(device: number, operations: Partial<StreamOperations>): void;
  mkdev(path: string, device: number): void;
}

export interface CoreStream {
  seekable?: boolean;
  readonly position?: number;
  readonly node: { readonly size: number; readonly contents: Blob };
}

export interface StreamOperations {
  open(stream: CoreStream): void;
  close(stream: CoreStream): void;
  llseek(stream: CoreStream, offset: number, whence: number): number;
  read(stream: CoreStream, buffer: Uint8Array, offset: number, length: number, position: number): number;
  write(stream: CoreStream, buffer: Uint8Array, offset: number, length: number, position: number): number;
}

/** An instance of @ffmpeg/core 0.12 (FFmpeg 5.1, one thread). `exec` and `ffprobe` block until they end. */
export interface FfmpegCore {
  readonly FS: CoreFileSystem;
  /** What `exec` ended with; `ffprobe` does not say and leaves −1. */
  exec(...args: string[]): number;
  ffprobe(...args: string[]): number;
  setLogger(logger: (entry: { type: 'stdout' | 'stderr'; message: string }) => void): void;
  setTimeout(milliseconds: number): void;
}

type CreateCore = (options: {
  mainScriptUrlOrBlob: string;
  instantiateWasm(
    imports: WebAssembly.Imports,
    ready: (instance: WebAssembly.Instance) => void,
  ): Record<string, never>;
}) => Promise<FfmpegCore>;

/** Loads the core's script and instantiates the module that was compiled elsewhere. */
export async function instantiateCore(scriptUrl: string, module: WebAssembly.Module): Promise<FfmpegCore> {
  const { default: create } = (await import(/* @vite-ignore */ scriptUrl)) as { default: CreateCore };
  return new Promise((resolve, reject) => {
    create({
      // The core looks for file names in here although it needs none of them.
      mainScriptUrlOrBlob: `#${btoa(JSON.stringify({ wasmURL: '', workerURL: '' }))}`,
      instantiateWasm: (imports, ready) => {
        WebAssembly.instantiate(module, imports).then(ready, reject);
        return {};
      },
    }).then(resolve, reject);
  });
}
