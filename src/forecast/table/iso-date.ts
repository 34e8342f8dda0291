import { dayNumber } from './parse-date.ts';

/** `YYYY-MM-DD` of a day counted from 1970-01-01. */
export function isoDate(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

/** Day counted from 1970-01-01 of `YYYY-MM-DD`; NaN for anything else. */
export function dayOfIso(text: string): number {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  return match === null ? NaN : dayNumber(Number(match[1]), Number(match[2]), Number(match[3]));
}
