/** How a date of three numbers such as 03/04/2019 is read. A year that stands first is always year-month-day. */
export type DateOrder = 'month-first' | 'day-first';

export const noHour = 255;
export type DateFlaw = 'date-missing' | 'date-unreadable' | 'date-impossible';

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const decoder = new TextDecoder();

/** Days from 1970-01-01 of a Gregorian date (Howard Hinnant, "chrono-compatible low-level date algorithms"). */
export function dayNumber(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146097 +
    yearOfEra * 365 +
    Math.floor(yearOfEra / 4) -
    Math.floor(yearOfEra / 100) +
    dayOfYear -
    719468
  );
}

/** True if the calendar has that day, in the years 1900..2100 that a crime table can mean. */
export function isDate(year: number, month: number, day: number): boolean {
  if (year < 1900 || year > 2100 || month < 1 || month > 12 || day < 1) return false;
  if (day <= 28) return true;
  if (month === 2) return day === 29 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31);
}

/**
 * Reads dates from bytes in their many forms: US and European number dates, ISO 8601 with time, fraction and offset,
 * year-month only, compact digits, month names, Unix seconds or milliseconds, spreadsheet day numbers. The day and
 * hour are those written: an offset is noted in `hasOffset`, never applied.
 */
export class DateReader {
  /** Days from 1970-01-01. */
  day = 0;
  /** 0..23, or {@link noHour} when the text has no time. */
  hour: number = noHour;
  monthOnly = false;
  hasOffset = false;
  /** Dates that only this order allows, and dates that only the other one would. */
  proven = 0;
  contradicted = 0;

  constructor(readonly order: DateOrder) {}

  /** @returns null, having set `day`, `hour` and the flags, or why it could not. */
  read(bytes: Uint8Array, start: number, end: number): DateFlaw | null {
    let at = start;
    while (at < end && (bytes[at] as number) <= 32) at++;
    while (end > at && (bytes[end - 1] as number) <= 32) end--;
    this.hour = noHour;
    this.monthOnly = false;
    this.hasOffset = false;
    if (at === end) return 'date-missing';
    const first = at;
    let a = 0;
    for (let d = digit(bytes, at, end); d >= 0; d = digit(bytes, ++at, end)) a = a * 10 + d;
    const aDigits = at - first;
    if (aDigits === 0) return this.readWords(bytes, first, end);
    if (at === end) return this.readCompact(a, aDigits);
    const separator = bytes[at] as number;
    if (aDigits === 8 && (separator === 32 || separator === 84)) {
      const flaw = this.readCompact(a, 8);
      return flaw ?? this.readTime(bytes, at, end);
    }
    if (separator !== 45 && separator !== 47 && separator !== 46) return this.readWords(bytes, first, end);

    let from = ++at;
    let b = 0;
    for (let d = digit(bytes, at, end); d >= 0; d = digit(bytes, ++at, end)) b = b * 10 + d;
    const bDigits = at - from;
    if (bDigits === 0) return this.readWords(bytes, first, end);
    if (at === end || bytes[at] !== separator) {
      if (at < end) return 'date-unreadable';
      this.monthOnly = true;
      if (aDigits === 4 && bDigits <= 2) return this.set(a, b, 1);
      if (bDigits === 4 && aDigits <= 2) return this.set(b, a, 1);
      return 'date-unreadable';
    }
    from = ++at;
    let c = 0;
    for (let d = digit(bytes, at, end); d >= 0; d = digit(bytes, ++at, end)) c = c * 10 + d;
    const cDigits = at - from;
    if (cDigits === 0 || cDigits > 4 || cDigits === 3 || bDigits > 2) return 'date-unreadable';
    let flaw: DateFlaw | null;
    if (aDigits === 4) flaw = this.set(a, b, c);
    else if (aDigits > 2) return 'date-unreadable';
    else {
      const year = cDigits === 4 ? c : c + (c < 70 ? 2000 : 1900);
      const dayFirst = this.order === 'day-first' || separator === 46;
      const day = dayFirst ? a : b;
      const month = dayFirst ? b : a;
      if (separator !== 46) {
        if (day > 12 && month <= 12) this.proven++;
        else if (month > 12 && day <= 12) this.contradicted++;
      }
      flaw = this.set(year, month, day);
    }
    return flaw ?? (at === end ? null : this.readTime(bytes, at, end));
  }

  /** `hh[:mm[:ss]] [AM|PM]`, `hhmm`, from `at`; sets `hour`. Trailing offset or Z is noted. */
  readTime(bytes: Uint8Array, at: number, end: number): DateFlaw | null {
    while (at < end && ((bytes[at] as number) === 32 || bytes[at] === 84 || bytes[at] === 44)) at++;
    if (at === end) return null;
    const from = at;
    let hour = 0;
    for (let d = digit(bytes, at, end); d >= 0; d = digit(bytes, ++at, end)) hour = hour * 10 + d;
    const digits = at - from;
    if (digits === 0) return 'date-unreadable';
    if (digits > 2) hour = Math.floor(hour / (digits > 4 ? 10000 : 100));
    for (; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte === 90 || byte === 43 || byte === 45) {
        this.hasOffset = true;
        break;
      } else if ((byte | 32) === 97 || (byte | 32) === 112) {
        if (hour < 1 || hour > 12) return 'date-impossible';
        hour = (hour % 12) + ((byte | 32) === 112 ? 12 : 0);
        break;
      } else if (!((byte >= 48 && byte <= 58) || byte === 46 || byte === 32)) return 'date-unreadable';
    }
    if (hour > 24) return 'date-impossible';
    this.hour = hour === 24 ? 0 : hour;
    return null;
  }

  /** Sets the day from a year, month and day; for tables that split the date over columns. */
  set(year: number, month: number, day: number): DateFlaw | null {
    if (!isDate(year, month, day)) return 'date-impossible';
    this.day = dayNumber(year, month, day);
    return null;
  }

  private readCompact(value: number, digits: number): DateFlaw | null {
    if (digits === 8) return this.set(Math.floor(value / 10000), Math.floor(value / 100) % 100, value % 100);
    if (digits === 6) {
      this.monthOnly = true;
      return this.set(Math.floor(value / 100), value % 100, 1);
    }
    if (digits === 5 && value >= 18264 && value <= 73415) {
      this.day = value - 25569;
      return null;
    }
    if (digits === 10 || digits === 13) {
      const seconds = digits === 13 ? value / 1000 : value;
      this.day = Math.floor(seconds / 86400);
      this.hour = Math.floor(seconds / 3600) % 24;
      this.hasOffset = true;
      return null;
    }
    return 'date-unreadable';
  }

  /** Dates with a month name in English: `05-JAN-19`, `Jan 5, 2019 3:00 PM`, `5 January 2019`, `Jan-2019`. */
  private readWords(bytes: Uint8Array, start: number, end: number): DateFlaw | null {
    const text = decoder.decode(bytes.subarray(start, end)).toLowerCase();
    const match =
      /^(?:[a-z]{3,9},?\s+)?(?:(\d{1,2})[-\s./]+)?([a-z]{3})[a-z]*\.?[-\s./,]*(?:(\d{1,2})(?:st|nd|rd|th)?,?[-\s]+)?(\d{4}|\d{2})(?:[\s,t]+(.*))?$/.exec(
        text,
      );
    const month = match === null ? 0 : monthNames.indexOf(match[2] as string) + 1;
    if (match === null || month === 0) return 'date-unreadable';
    const year = Number(match[4]);
    const dayText = match[1] ?? match[3];
    this.monthOnly = dayText === undefined;
    const flaw = this.set(
      year < 70 ? year + 2000 : year < 100 ? year + 1900 : year,
      month,
      Number(dayText ?? 1),
    );
    if (flaw !== null || match[5] === undefined) return flaw;
    const time = new TextEncoder().encode(match[5]);
    return this.readTime(time, 0, time.length);
  }
}

function digit(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) return -1;
  const value = (bytes[at] as number) - 48;
  return value >= 0 && value <= 9 ? value : -1;
}
