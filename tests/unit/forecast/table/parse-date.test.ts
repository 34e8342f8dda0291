import { describe, expect, test } from 'vitest';
import { DateReader, noHour, type DateOrder } from '../../../../src/forecast/table/parse-date.ts';
import { isoDate } from '../../../../src/forecast/table/iso-date.ts';

function read(text: string, order: DateOrder = 'month-first'): string {
  const reader = new DateReader(order);
  const bytes = new TextEncoder().encode(text);
  const flaw = reader.read(bytes, 0, bytes.length);
  return (
    flaw ??
    `${isoDate(reader.day)}${reader.hour === noHour ? '' : ` ${reader.hour}h`}${reader.monthOnly ? ' month' : ''}`
  );
}

describe('dates in their many forms', () => {
  test.each([
    ['02/08/2015 11:43:40 PM', '2015-02-08 23h'],
    ['01/01/2017 12:01:00 AM', '2017-01-01 0h'],
    ['3/4/2022 07:47', '2022-03-04 7h'],
    ['12/31/99', '1999-12-31'],
    ['2019-01-01T19:50:00Z', '2019-01-01 19h'],
    ['2023-01-01 00:00:00+00', '2023-01-01 0h'],
    ['2018-01-01T00:00:00.000', '2018-01-01 0h'],
    ['2019-06-30T23:59:59.999-05:00', '2019-06-30 23h'],
    ['2019/6/5', '2019-06-05'],
    ['20190605', '2019-06-05'],
    ['2019-01', '2019-01-01 month'],
    ['01/2019', '2019-01-01 month'],
    ['24.12.2020 18:30', '2020-12-24 18h'],
    ['05-JAN-19', '2019-01-05'],
    ['Jan 5, 2019 3:00 PM', '2019-01-05 15h'],
    ['5 January 2019', '2019-01-05'],
    ['Tuesday, January 5th, 2021', '2021-01-05'],
    ['1546300800', '2019-01-01 0h'],
    ['43466', '2019-01-01'],
    [' 2020-02-29 ', '2020-02-29'],
    ['', 'date-missing'],
    ['2019-02-29', 'date-impossible'],
    ['13/13/2019', 'date-impossible'],
    ['yesterday', 'date-unreadable'],
    ['12/05', 'date-unreadable'],
    ['1,234', 'date-unreadable'],
    ['2019-01-01 25:00', 'date-impossible'],
  ])('%s', (text, expected) => expect(read(text)).toBe(expected));

  test('day first when asked', () => expect(read('03/04/2019', 'day-first')).toBe('2019-04-03'));

  test('every day of two centuries agrees with the calendar of the language', () => {
    const wrong: string[] = [];
    for (let day = -25567; day < 47846; day++)
      if (read(isoDate(day)) !== isoDate(day)) wrong.push(isoDate(day));
    expect(wrong).toEqual([]);
  });
});
