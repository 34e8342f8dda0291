import { expect, test } from 'vitest';
import { CsvScanner, fieldText, RowFlaw } from '../../../../src/forecast/table/csv-scanner.ts';
import { scanRows } from '../../../../src/forecast/table/scan-rows.ts';
import { detachedTask, seededRandom } from '../../../../src/base/index.ts';

async function rowsOf(
  text: string,
  chunk: number,
  delimiter = ',',
): Promise<{ rows: string[][]; lines: number[]; flaws: number[] }> {
  const bytes = new TextEncoder().encode(text);
  const scanner = new CsvScanner(delimiter.charCodeAt(0));
  const rows: string[][] = [];
  const lines: number[] = [];
  const flaws: number[] = [];
  const chunks = (async function* () {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.slice(at, at + chunk);
  })();
  await scanRows(
    { compressed: false, consumed: () => 0, chunks },
    scanner,
    (buffer, line) => {
      rows.push(Array.from({ length: scanner.columns }, (_, k) => fieldText(scanner, buffer, k)));
      lines.push(line);
      flaws.push(scanner.flaw);
    },
    detachedTask(),
  );
  return { rows, lines, flaws };
}

const hard = 'a,"b ""q"" b",c\r\n"line\nbreak, inside",,"x"\r\n\r\nlast,é,"no newline"';
const expected = [['a', 'b "q" b', 'c'], ['line\nbreak, inside', '', 'x'], [''], ['last', 'é', 'no newline']];

test('quotes, line breaks inside them, CRLF and blank lines, wherever the reads are cut', async () => {
  for (let chunk = 1; chunk <= 70; chunk++) {
    const { rows, lines } = await rowsOf(hard, chunk);
    expect(rows).toEqual(expected);
    expect(lines).toEqual([1, 2, 4, 5]);
  }
});

test('random tables come back as they were written', async () => {
  const random = seededRandom(7);
  const alphabet = ['a', ',', '"', '\n', ';', ' ', 'ß', '1'];
  for (let round = 0; round < 200; round++) {
    const table = Array.from({ length: 5 }, () =>
      Array.from({ length: 3 }, () =>
        Array.from({ length: Math.floor(random() * 6) }, () => alphabet[Math.floor(random() * 8)]).join(''),
      ),
    );
    const text =
      table.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(';')).join('\n') + '\n';
    expect((await rowsOf(text, 1 + Math.floor(random() * 20), ';')).rows).toEqual(table);
  }
});

test('a quote that never closes costs one row, not the rest of the file', async () => {
  const { rows, flaws } = await rowsOf('a,b\n"open,2\nc,d\n', 1000);
  expect(flaws).toEqual([RowFlaw.none, RowFlaw.unclosedQuote, RowFlaw.none]);
  expect(rows[2]).toEqual(['c', 'd']);
});
