export interface FigureTable {
  readonly title: string;
  readonly columns: readonly string[];
  /** First cell is the name of the row. */
  readonly rows: readonly (readonly string[])[];
}

export interface SummarySection {
  /** Names from the outside in; empty for what stands at the top. */
  readonly title: string;
  readonly figures: readonly (readonly [name: string, value: string])[];
  readonly tables: readonly FigureTable[];
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * The free-form training summary of a manifest, made readable without knowing its fields: each record becomes a
 * section, records of like records become tables, long numbers are rounded.
 */
export function describeTraining(summary: Fields, path: readonly string[] = []): SummarySection[] {
  const figures: [string, string][] = [];
  const tables: FigureTable[] = [];
  const inner: SummarySection[] = [];
  for (const [key, value] of Object.entries(summary)) {
    const table = toTable(value, readable(key));
    if (table) tables.push(table);
    else if (isFields(value)) inner.push(...describeTraining(value, [...path, readable(key)]));
    else
      figures.push([readable(key), Array.isArray(value) ? value.map(say).join(', ') || 'none' : say(value)]);
  }
  const own = { title: path.join(' · '), figures, tables };
  return figures.length + tables.length > 0 ? [own, ...inner] : inner;
}

/** A record or list of records that all have the same plain fields; null for anything else. */
function toTable(value: unknown, title: string): FigureTable | null {
  const entries = Array.isArray(value)
    ? value.map((row, place) => [`${place + 1}`, row as unknown] as const)
    : isFields(value)
      ? Object.entries(value)
      : [];
  const [first] = entries;
  if (!first || entries.length < 2 || !entries.every(([, row]) => isPlainRow(row))) return null;
  const columns = Object.keys(first[1] as Fields);
  const isAlike = entries.every(([, row]) => Object.keys(row as Fields).join() === columns.join());
  if (!isAlike) return null;
  const rows = entries.map(([name, row]) => [name, ...columns.map((column) => say((row as Fields)[column]))]);
  return { title, columns: columns.map(readable), rows };
}

function isPlainRow(value: unknown): boolean {
  return isFields(value) && Object.values(value).every((cell) => typeof cell !== 'object');
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function say(value: unknown): string {
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value !== 'number') return typeof value === 'object' ? JSON.stringify(value) : String(value);
  return Number.isInteger(value) ? `${value}` : `${Number(value.toPrecision(3))}`;
}

const spelled: Readonly<Record<string, string>> = {
  n: 'Clips',
  sha256: 'SHA-256',
  nll: 'Log-loss',
  ece: 'Calibration error (ECE)',
  balanced: 'Balanced accuracy',
  lr: 'Learning rate',
  ema: 'Moving average',
};

/** 'cameraGroups' → 'Camera groups', 'anomalyAUC' → 'Anomaly AUC'. */
function readable(key: string): string {
  const words = key
    .replace(/[_-]/g, ' ')
    .replace(
      /([a-z0-9])([A-Z])(?=[a-z])/g,
      (_, before: string, capital: string) => `${before} ${capital.toLowerCase()}`,
    )
    .replace(/([a-z])([A-Z])/g, '$1 $2');
  return spelled[key] ?? words.charAt(0).toUpperCase() + words.slice(1);
}
