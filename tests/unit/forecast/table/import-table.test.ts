import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { detachedTask } from '../../../../src/base/index.ts';
import type { ImportOptions } from '../../../../src/contract/index.ts';
import { countSeries } from '../../../../src/forecast/series/index.ts';
import { importTable, isoDate, previewTable } from '../../../../src/forecast/table/index.ts';

const load = (text: string | Uint8Array<ArrayBuffer>, options: ImportOptions = {}) =>
  importTable(new Blob([text]), 'test.csv', options, detachedTask());

const chicago = [
  'ID,Case Number,Date,Block,IUCR,Primary Type,Description,Location Description,Arrest,Domestic,Beat,District,Ward,Community Area,FBI Code,X Coordinate,Y Coordinate,Year,Updated On,Latitude,Longitude,Location',
  '1,A,02/08/2015 11:43:40 PM,b,1811,NARCOTICS,d,STREET,true,false,0422,004,7,46,18,1,1,2015,02/15/2015 12:43:39 PM,41.74,-87.54,"(41.74, -87.54)"',
  '2,B,02/09/2015 01:00:00 AM,b,1811,CRIM SEXUAL ASSAULT,"two\nlines",STREET,false,false,0422,004,7,046,18,1,1,2015,x,36.619446395,-91.686565684,"(36.6, -91.6)"',
  '2,B,02/09/2015 01:00:00 AM,b,1811,THEFT,d,STREET,false,false,0422,004,7,46,18,1,1,2015,x,41.7,-87.5,',
  '3,C,02/30/2015 01:00:00 AM,b,1811,THEFT,d,STREET,false,false,0422,004,7,46,18,1,1,2015,x,41.7,-87.5,',
  '4,D,,b,1811,THEFT,d,STREET,false,false,0422,004,7,46,18,1,1,2015,x,41.7,-87.5,',
  '5,E,02/10/2015 09:00:00 AM,b,1811,,d,STREET,,false,0422,004,7,,18,1,1,2015,x,,,',
  '6,F,short row',
].join('\r\n');

describe('incident rows', () => {
  test('every row is kept or rejected with its reason and line', async () => {
    const { report, table } = await load(`\ufeff${chicago}\r\n`);
    expect(report).toMatchObject({
      layout: 'Chicago data portal',
      kind: 'incidents',
      rowsRead: 7,
      rowsKept: 3,
      rowsRejected: 4,
      dateOrder: 'month-first',
    });
    expect(Object.fromEntries(report.rejected.map(({ reason, lines }) => [reason, lines]))).toEqual({
      'duplicate-id': [5],
      'date-impossible': [6],
      'date-missing': [7],
      'columns-missing': [9],
    });
    expect(report.types).toContainEqual({ name: 'CRIMINAL SEXUAL ASSAULT', count: 1 });
    expect(report.areas).toEqual([{ name: '46', count: 3 }]);
    expect(report.missing.map(({ column, rows, method }) => `${column} ${rows} ${method}`)).toEqual([
      'type 1 mode',
      'area 1 mode',
      'arrest 1 mode',
      'coordinates 2 median',
    ]);
    expect(report.notes.find(({ kind }) => kind === 'coordinates-impossible')).toMatchObject({
      rows: 1,
      lines: [3],
    });
    expect([...(table.hour ?? [])]).toEqual([23, 1, 9]);
    expect([...table.day].map(isoDate)).toEqual(['2015-02-08', '2015-02-09', '2015-02-10']);
  });

  test('times in UTC are told from local ones, and can be shifted over midnight', async () => {
    const both =
      'utc,date,time\n2025-01-07 02:45:00+00,2025-01-06,21:45:00\n2025-01-07 05:45:00+00,2025-01-07,00:45:00\n';
    const local = await load(both);
    expect(local.report.notes.map(({ kind }) => kind)).toContain('utc-beside-local');
    expect([...local.table.day].map(isoDate)).toEqual(['2025-01-06', '2025-01-07']);
    const shifted = await load(both, { mapping: { date: 0 }, shiftHours: -5 });
    expect(shifted.report.notes.find(({ kind }) => kind === 'dates-shifted')).toMatchObject({ rows: 2 });
    expect([...shifted.table.day]).toEqual([...local.table.day]);
    expect([...(shifted.table.hour ?? [])]).toEqual([21, 0]);
  });

  test('gzip, semicolons, decimal comma, other order and case of the columns', async () => {
    const text =
      'longitude;LATITUDE;primary type;DATE\n-87,61;41,88;THEFT;24.12.2020\n-87,62;41,89;ARSON;25.12.2020\n';
    const { report, table } = await load(new Uint8Array(gzipSync(text)));
    expect(report).toMatchObject({
      compressed: true,
      delimiter: ';',
      decimalComma: true,
      rowsKept: 2,
      from: '2020-12-24',
      to: '2020-12-25',
    });
    expect(table.latitude?.[0]).toBeCloseTo(41.88, 4);
  });

  test('tabs, and dates split over columns', async () => {
    const { report } = await load('Year\tMonth\tDay\tHour\tType\n2020\t3\t1\t14\tA\n2020\t3\t2\t15\tB\n');
    expect(report).toMatchObject({ delimiter: '\t', from: '2020-03-01', to: '2020-03-02', hasHours: true });
  });

  test('a day-first order that shows only late is found and the file read again', async () => {
    const early = Array.from({ length: 40_000 }, () => '01/02/2020,THEFT').join('\n');
    const { report } = await load(`date,type\n${early}\n25/02/2020,THEFT\n`);
    expect(report.dateOrder).toBe('day-first');
    expect(report.notes.map(({ kind }) => kind)).toContain('date-order-corrected');
    expect(report.rowsRejected).toBe(0);
  });

  test('duplicates are kept and counted when asked', async () => {
    const { report } = await load('id,date\n7,2020-01-01\n7,2020-01-01\n', { duplicates: 'keep' });
    expect(report.rowsKept).toBe(2);
    expect(report.notes.find(({ kind }) => kind === 'duplicates-kept')?.rows).toBe(1);
  });

  test('mapping by hand', async () => {
    const { report } = await load('wann,was\n2020-01-01,X\n2020-01-03,Y\n', {
      mapping: { date: 0, type: 1 },
    });
    expect(report.types.map(({ name }) => name)).toEqual(['X', 'Y']);
  });
});

describe('ready series', () => {
  test('long, with a blank count filled by the median', async () => {
    const { report, table } = await load(
      'date,count\n2020-01-01,10\n2020-01-02,\n2020-01-03,30\n2020-01-04,20\n',
    );
    expect(report).toMatchObject({ kind: 'series-long', crimes: 80 });
    expect(report.missing).toEqual([{ column: 'count', rows: 1, method: 'median', value: '20' }]);
    expect([...(table.count ?? [])]).toEqual([10, 20, 30, 20]);
  });

  test('wide, weekly', async () => {
    const { report } = await load('date,1,2\n2020-01-06,5.0,7.0\n2020-01-13,6,8\n2020-01-20,7,9\n');
    expect(report).toMatchObject({ kind: 'series-wide', cadence: 'week', crimes: 42 });
    expect(report.areas).toEqual([
      { name: '2', count: 24 },
      { name: '1', count: 18 },
    ]);
  });

  test('without header', async () => {
    const { report } = await load('2020-01-01,3\n2020-01-02,4\n');
    expect(report).toMatchObject({ kind: 'series-long', rowsRead: 2, crimes: 7 });
  });
});

describe('the wrong kind of file', () => {
  test.each([
    ['', 'file-empty', 'empty'],
    ['a,b\n1,2\n', 'input-invalid', 'looks like a date'],
    ['date,type\n', 'input-invalid', 'no rows'],
    ['date,type\nsoon,THEFT\n', 'input-invalid', 'date-unreadable'],
    ['PK\x03\x04....', 'input-invalid', 'zip'],
    ['\x00\x01\x02\x03\x00\x00', 'input-invalid', 'not a text file'],
  ])('%j', async (text, code, words) => {
    await expect(load(text)).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
  });

  test('a preview never fails for want of a date', async () => {
    expect(await previewTable(new Blob(['a,b\n1,2\n']), 'x.csv')).toMatchObject({
      headers: ['a', 'b'],
      rows: [['1', '2']],
      mapping: {},
    });
  });
});

test('a column that marks filled-in counts is read, and its days carry the mark', async () => {
  const { table, report, lagging } = await load(
    'date,count,imputed,source\n2020-01-01,5,0,a\n2020-01-02,7,1,a\n2020-01-03,6,false,b\n2020-01-04,,true,b\n2020-01-05,9,,b\n',
  );
  expect(report.mapping).toEqual({ date: 0, count: 1, imputed: 2 });
  expect(report.notes.find(({ kind }) => kind === 'counts-imputed')).toMatchObject({ rows: 2 });
  const series = countSeries(table, {}, lagging);
  // A mark changes no count; a count that is missing takes the median as ever, and is marked for that too.
  expect([...series.values]).toEqual([5, 7, 6, 7, 9]);
  expect([...series.imputed]).toEqual([0, 1, 0, 1, 0]);
});
