import Papa from 'papaparse';
import type { DayCounts } from './main.ts';

/** Rows and rows a day with papaparse in chunks of 8 MB: nothing else is taken from a row but its date. */
addEventListener('message', ({ data: file }: MessageEvent<File>) => {
  const days: Record<string, number> = {};
  let rows = 0;
  let header = true;
  Papa.parse<string[]>(file, {
    chunkSize: 8 << 20,
    skipEmptyLines: true,
    chunk: ({ data }) => {
      for (const row of data) {
        if (header) {
          header = false;
          continue;
        }
        const text = row[2] as string;
        const day = `${text.slice(6, 10)}-${text.slice(0, 2)}-${text.slice(3, 5)}`;
        days[day] = (days[day] ?? 0) + 1;
        rows++;
      }
    },
    complete: () => postMessage({ rows, days } satisfies DayCounts),
  });
});
