/** Every way in which Vigil fails on purpose. Anything else is a defect and is shown as "unexpected". */
export type ErrorCode =
  | 'file-empty'
  | 'file-unreadable'
  | 'not-media'
  | 'no-video-track'
  | 'no-frames'
  | 'unsupported-codec'
  | 'decoder-failed'
  | 'decoder-unavailable'
  | 'export-failed'
  | 'frame-too-large'
  | 'webassembly-unavailable'
  | 'backend-unavailable'
  | 'device-lost'
  | 'model-missing'
  | 'model-corrupt'
  | 'model-incompatible'
  | 'storage-refused'
  | 'storage-full'
  | 'out-of-memory'
  | 'input-invalid'
  | 'capture-refused'
  | 'capture-unavailable'
  | 'unexpected';

export type ErrorDetails = Readonly<Record<string, string | number | boolean | null>>;

/**
 * A failure with a plain sentence for a person (`message`: names the file or thing concerned) and the remedy to
 * offer. Survives a worker boundary through {@link encodeError} and {@link decodeError}, because structured clone
 * keeps only the built-in error classes.
 */
export class AppError extends Error {
  override readonly name = 'AppError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly options: { remedy?: string; details?: ErrorDetails; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
  }

  get remedy(): string | undefined {
    return this.options.remedy;
  }

  get details(): ErrorDetails {
    return this.options.details ?? {};
  }
}

export type EncodedError =
  | { kind: 'abort'; message: string }
  | {
      kind: 'app';
      code: ErrorCode;
      message: string;
      remedy?: string | undefined;
      details: ErrorDetails;
      cause?: string | undefined;
    }
  | { kind: 'other'; name: string; message: string; stack?: string | undefined };

export function encodeError(error: unknown): EncodedError {
  if (isAbort(error)) return { kind: 'abort', message: messageOf(error) };
  if (error instanceof AppError) {
    return {
      kind: 'app',
      code: error.code,
      message: error.message,
      remedy: error.remedy,
      details: error.details,
      cause: error.cause === undefined ? undefined : messageOf(error.cause),
    };
  }
  const { name = 'Error', stack } = error instanceof Error ? error : {};
  return { kind: 'other', name, message: messageOf(error), stack };
}

export function decodeError(encoded: EncodedError): Error {
  switch (encoded.kind) {
    case 'abort':
      return new DOMException(encoded.message, 'AbortError');
    case 'app': {
      const { code, message, details, remedy, cause } = encoded;
      return new AppError(code, message, { details, cause, ...(remedy === undefined ? {} : { remedy }) });
    }
    case 'other': {
      const error = new Error(encoded.message);
      error.name = encoded.name;
      if (encoded.stack !== undefined) error.stack = encoded.stack;
      return error;
    }
  }
}

/** True for the rejection of an aborted signal, which callers pass on in silence. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

export function messageOf(error: unknown): string {
  return error instanceof Error || error instanceof DOMException ? error.message : String(error);
}
