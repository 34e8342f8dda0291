/** The local time of day of an instant (ms since 1970), as '22:04:09'. */
export function formatClock(instant: number): string {
  const at = new Date(instant);
  return [at.getHours(), at.getMinutes(), at.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}
