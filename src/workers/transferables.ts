/**
 * The buffers and bitmaps inside a message value that may change hands instead of being copied: image data and
 * bitmaps, which their maker never looks at again. Looks two levels deep, where the contract's types have them;
 * anything else is copied.
 */
export function transferablesIn(value: unknown): Transferable[] {
  const found = new Set<Transferable>();
  collect(value, 2, found);
  return [...found];
}

/**
 * What changes hands of a call's arguments, looking one level into plain objects: streams, ports and pictures. The
 * first two cannot be copied, and the caller has no more use for any.
 */
export function handedOverBy(args: readonly unknown[]): Transferable[] {
  const parts = args.flatMap((arg) => (isPlain(arg) ? [arg, ...Object.values(arg)] : [arg]));
  return parts.filter((part) => givenAway.some((name) => isA(name, part))) as Transferable[];
}

const givenAway = ['ReadableStream', 'MessagePort', 'VideoFrame'] as const;

/** A browser need not have every one of these classes. */
function isA(name: (typeof givenAway)[number], value: unknown): boolean {
  const type = (globalThis as Record<string, unknown>)[name];
  return typeof type === 'function' && value instanceof type;
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function collect(value: unknown, depth: number, found: Set<Transferable>): void {
  if (typeof value !== 'object' || value === null) return;
  if (typeof ImageBitmap !== 'undefined' && value instanceof ImageBitmap) {
    found.add(value);
  } else if (isImage(value)) {
    found.add(value.data.buffer);
  } else if (depth > 0 && isPlain(value)) {
    for (const part of Object.values(value)) collect(part, depth - 1, found);
  }
}

function isImage(value: object): value is { data: Uint8Array<ArrayBuffer> } {
  return (
    'width' in value &&
    'data' in value &&
    value.data instanceof Uint8Array &&
    value.data.buffer instanceof ArrayBuffer &&
    value.data.byteLength === value.data.buffer.byteLength
  );
}
