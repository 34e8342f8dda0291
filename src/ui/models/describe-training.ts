type Fact = readonly [name: string, value: string];

/** The free-form training summary of a manifest as facts to list: nested names are joined, long numbers rounded. */
export function describeTraining(summary: Readonly<Record<string, unknown>>, prefix = ''): Fact[] {
  return Object.entries(summary).flatMap(([key, value]): Fact[] => {
    const name = prefix ? `${prefix}, ${readable(key).toLowerCase()}` : readable(key);
    if (Array.isArray(value)) return [[name, value.map(say).join(', ')]];
    if (typeof value === 'object' && value !== null)
      return describeTraining(value as Record<string, unknown>, name);
    return [[name, say(value)]];
  });
}

function say(value: unknown): string {
  if (typeof value !== 'number') return typeof value === 'object' ? JSON.stringify(value) : String(value);
  return Number.isInteger(value) ? `${value}` : `${Number(value.toPrecision(3))}`;
}

/** 'balancedAccuracy' → 'Balanced accuracy'. */
function readable(key: string): string {
  const words = key
    .replace(/[_-]/g, ' ')
    .replace(/([a-z0-9])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
