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

function collect(value: unknown, depth: number, found: Set<Transferable>): void {
  if (typeof value !== 'object' || value === null) return;
  if (typeof ImageBitmap !== 'undefined' && value instanceof ImageBitmap) {
    found.add(value);
  } else if (isImage(value)) {
    found.add(value.data.buffer);
  } else if (depth > 0 && Object.getPrototypeOf(value) === Object.prototype) {
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
