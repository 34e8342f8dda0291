const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** A size in decimal units with at most three significant digits: '742 kB', '1.4 GB'. */
export function formatBytes(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  const digits = step === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${units[step] as string}`;
}
