/*
 * Numbers and times for reports: the same text on every machine, whatever its language and time zone.
 */

/** 'h:mm:ss.mmm' of clip time; with a sign when negative. */
export function clock(seconds: number): string {
  const milliseconds = Math.round(seconds * 1000);
  const rest = Math.abs(milliseconds);
  const two = (value: number) => String(value).padStart(2, '0');
  const text = [
    Math.floor(rest / 3_600_000),
    two(Math.floor(rest / 60_000) % 60),
    two(Math.floor(rest / 1000) % 60),
  ].join(':');
  return `${milliseconds < 0 ? '−' : ''}${text}.${String(rest % 1000).padStart(3, '0')}`;
}

/** '2026-11-22 19:45:07 UTC' of milliseconds since 1970. */
export function utc(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Every byte, in groups of three digits: '1 234 567 bytes'. */
export function exactBytes(bytes: number): string {
  return `${grouped(bytes)} ${bytes === 1 ? 'byte' : 'bytes'}`;
}

/** '12 345', with narrow no-break spaces as ISO 80000-1 has them. */
export function grouped(whole: number): string {
  return String(whole).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
}

/** '4.200 s'. */
export function exactSeconds(seconds: number): string {
  return `${seconds.toFixed(3)} s`;
}

/** A probability with the four digits that the screen shows. */
export function probability(value: number): string {
  return value.toFixed(4);
}

/** '3 events', '1 event'. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}
