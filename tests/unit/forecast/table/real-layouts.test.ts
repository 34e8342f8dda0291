import { expect, test } from 'vitest';
import { detachedTask } from '../../../../src/base/index.ts';
import { importTable } from '../../../../src/forecast/table/index.ts';
import counts from '../../../fixtures/forecast/real-counts.json' with { type: 'json' };
import { describeWithSharedData, sharedBlob } from '../shared-data.ts';

/** Row counts and days by pandas, made by scripts/forecast/make_goldens.py. */
describeWithSharedData('real files of many cities', () => {
  test.each(Object.entries(counts))('%s', async (path, expected) => {
    const { report, table } = await importTable(
      sharedBlob(path),
      path,
      { duplicates: 'keep' },
      detachedTask(),
    );
    const { rows, first, last, largestDay, largestDayCount, kind, crimes } = expected;
    expect(report.rejected).toEqual([]);
    expect(report).toMatchObject({ rowsRead: rows, from: first, to: last, kind, crimes });
    const missing = Object.fromEntries(report.missing.map((entry) => [entry.column, entry.rows]));
    if ('missing' in expected) expect(missing).toEqual(expected.missing);
    const perDay = new Map<number, number>();
    table.day.forEach((day, i) => perDay.set(day, (perDay.get(day) ?? 0) + (table.count?.[i] ?? 1)));
    expect(perDay.get(Date.parse(largestDay) / 86_400_000)).toBe(largestDayCount);
  });
});
