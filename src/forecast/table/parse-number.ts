/**
 * Reads a decimal number from bytes; with `decimalComma`, `1.234,5`, otherwise `1,234.5`. Group marks and blanks are
 * skipped. NaN when the field is empty or holds anything else (NA, null, text).
 */
export function parseNumber(bytes: Uint8Array, start: number, end: number, decimalComma: boolean): number {
  const point = decimalComma ? 44 : 46;
  const group = decimalComma ? 46 : 44;
  let value = 0;
  let scale = 0;
  let digits = 0;
  let sign = 1;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte >= 48 && byte <= 57) {
      digits++;
      if (scale === 0) value = value * 10 + byte - 48;
      else {
        value += (byte - 48) * scale;
        scale /= 10;
      }
    } else if (byte === point && scale === 0) scale = 0.1;
    else if (byte === 45 && digits === 0) sign = -1;
    else if ((byte | 32) === 101 && digits > 0) return Number(ascii(bytes, start, end).replace(',', '.'));
    else if (byte !== group && byte !== 32 && byte !== 43) return NaN;
  }
  return digits === 0 ? NaN : sign * value;
}

function ascii(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 64)));
}

export const unknownFlag = 2;

/** 1 for true, yes, y, 1, t; 0 for false, no, n, 0, f; {@link unknownFlag} otherwise. */
export function parseFlag(bytes: Uint8Array, start: number, end: number): number {
  if (start >= end) return unknownFlag;
  const first = (bytes[start] as number) | 32;
  if (first === 116 || first === 121 || bytes[start] === 49) return 1;
  if (first === 102 || bytes[start] === 48) return 0;
  if (first === 110)
    return end - start === 1 || (end - start === 2 && ((bytes[start + 1] as number) | 32) === 111)
      ? 0
      : unknownFlag;
  return unknownFlag;
}
