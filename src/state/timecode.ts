export { formatTimecode } from '../base/index.ts';

/** A length of time in as few characters as it deserves: '4.2 s', '1 min 05 s', '2 h 03 min'. */
export function formatDuration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const rounded = Math.round(seconds);
  if (rounded < 60) return `${rounded} s`;
  if (rounded < 3600) return `${Math.floor(rounded / 60)} min ${pad(rounded % 60, 2)} s`;
  const minutes = Math.round(rounded / 60);
  return `${Math.floor(minutes / 60)} h ${pad(minutes % 60, 2)} min`;
}

export type Jump =
  { readonly kind: 'time'; readonly seconds: number } | { readonly kind: 'frame'; readonly frame: number };

/**
 * Reads a typed jump: '1:02:03.5', '2:03', '12.5' or '12,5' (seconds), '90s', or a frame number as 'f120', '#120'.
 * A whole number alone is a frame number. null when it is none of these.
 */
export function parseJump(text: string): Jump | null {
  const typed = text.trim().replace(',', '.').toLowerCase();
  const frame = /^(?:f|#)?\s*(\d+)$/.exec(typed);
  if (frame) return { kind: 'frame', frame: Number(frame[1]) };
  const seconds = /^(\d+(?:\.\d+)?)\s*s$/.exec(typed) ?? /^(\d*\.\d+)$/.exec(typed);
  if (seconds) return { kind: 'time', seconds: Number(seconds[1]) };
  const clock = /^(?:(\d+):)?(\d{1,2}):(\d{1,2}(?:\.\d+)?)$/.exec(typed);
  if (!clock) return null;
  return { kind: 'time', seconds: Number(clock[1] ?? 0) * 3600 + Number(clock[2]) * 60 + Number(clock[3]) };
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
