/** A whole date and time that ends in Z or a zero offset. */
const inUtc = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*(Z|[+-]00(:?00)?)$/;

/**
 * The header of a column of UTC times beside the local date that is used; null when there is none, or when the date in
 * use is written in UTC itself.
 */
export function utcBesideLocal(
  headers: readonly string[],
  rows: readonly (readonly string[])[],
  date: number | undefined,
): string | null {
  const isUtc = (column: number): boolean => {
    const cells = rows.slice(0, 100).flatMap((row) => (row[column] ? [row[column]] : []));
    return cells.length > 0 && cells.every((cell) => inUtc.test(cell));
  };
  if (date === undefined || isUtc(date)) return null;
  return headers.find((_, column) => column !== date && isUtc(column)) ?? null;
}
