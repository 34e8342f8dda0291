/** A line of metadata. `keyword` is Latin-1, 1 to 79 characters; `text` is any Unicode. */
export interface PngText {
  readonly keyword: string;
  readonly text: string;
}

const signatureBytes = 8;

/**
 * A PNG with iTXt chunks, uncompressed and without a language, put behind its header (PNG, W3C 2003, 5.3 and
 * 11.3.4.5). The pictures's own chunks stay as they are.
 */
export function withPngText(png: Uint8Array, texts: readonly PngText[]): Uint8Array<ArrayBuffer> {
  const header = signatureBytes + 12 + view(png).getUint32(signatureBytes);
  const chunks = texts.map(textChunk);
  const added = chunks.reduce((sum, { length }) => sum + length, 0);
  const whole = new Uint8Array(png.length + added);
  whole.set(png.subarray(0, header));
  let at = header;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  whole.set(png.subarray(header), at);
  return whole;
}

/** Length, 'iTXt', keyword, NUL, no compression, no language, no translated keyword, the text in UTF-8, CRC. */
export function textChunk({ keyword, text }: PngText): Uint8Array<ArrayBuffer> {
  const name = Uint8Array.from(keyword, (letter) => letter.charCodeAt(0));
  const body = new TextEncoder().encode(text);
  const data = new Uint8Array(4 + name.length + 5 + body.length);
  data.set(new TextEncoder().encode('iTXt'));
  data.set(name, 4);
  data.set(body, 4 + name.length + 5);
  const chunk = new Uint8Array(data.length + 8);
  view(chunk).setUint32(0, data.length - 4);
  chunk.set(data, 4);
  view(chunk).setUint32(4 + data.length, crc32(data));
  return chunk;
}

/** CRC-32 of ISO 3309, as PNG has it (annex D). */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (crcTable[(crc ^ byte) & 0xff] as number);
  return (crc ^ 0xffffffff) >>> 0;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, value) => {
  let rest = value;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
  return rest;
});

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
