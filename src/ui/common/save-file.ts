/** Offers a blob as a download. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Rows of plain objects as CSV (RFC 4180), headers from the first. */
export function saveCsv(rows: readonly object[], name: string): void {
  const [first] = rows;
  if (first === undefined) return;
  const keys = Object.keys(first);
  const cell = (value: unknown): string => {
    const text = value === null || value === undefined ? '' : String(value);
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = [
    keys.join(','),
    ...rows.map((row) => keys.map((key) => cell((row as Record<string, unknown>)[key])).join(',')),
  ];
  saveBlob(new Blob([`${lines.join('\r\n')}\r\n`], { type: 'text/csv' }), `${name}.csv`);
}

/** Any result as JSON; typed arrays as plain lists. */
export function saveJson(value: unknown, name: string): void {
  const text = JSON.stringify(
    value,
    (_key, part: unknown) =>
      ArrayBuffer.isView(part) ? Array.from(part as unknown as ArrayLike<number>) : part,
    2,
  );
  saveBlob(new Blob([`${text}\n`], { type: 'application/json' }), `${name}.json`);
}
