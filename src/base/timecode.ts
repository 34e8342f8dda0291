/** hh:mm:ss.mmm of a time in seconds; negative times carry a sign. */
export function formatTimecode(seconds: number): string {
  const total = Math.round(Math.abs(seconds) * 1000);
  const sign = seconds < 0 && total > 0 ? '-' : '';
  const [hours, minutes, whole] = [
    Math.floor(total / 3_600_000),
    Math.floor(total / 60_000) % 60,
    Math.floor(total / 1000) % 60,
  ];
  return `${sign}${pad(hours, 2)}:${pad(minutes, 2)}:${pad(whole, 2)}.${pad(total % 1000, 3)}`;
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
