/** 'a', 'a and b', 'a, b and c', and beyond five 'a, b, c, d and 7 more'. */
export function listed(names: readonly string[]): string {
  const shown = names.length > 5 ? [...names.slice(0, 4), `${names.length - 4} more`] : [...names];
  const last = shown.pop() ?? '';
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`;
}

/** 0.213 as '21 %'. */
export function shareText(share: number): string {
  return `${Math.round(share * 100)} %`;
}
