import type {
  ClassificationReport,
  HeadlineFigures,
  Interval,
  PairedComparison,
} from '../../contract/index.ts';
import { figureStyles, type NamedReport } from '../training/describe-result.ts';
import type { FigureTable } from './describe-training.ts';

type Fields = Readonly<Record<string, unknown>>;
type FigureName = keyof HeadlineFigures;

/** What a manifest's training record says of figures, and the rest of it. A record may come from anyone. */
export interface TrainingRecord {
  /** Whole reports, as Vigil's own training writes them. */
  readonly reports: readonly NamedReport[];
  /** Of the test clips, where the record has it. */
  readonly test: ClassificationReport | null;
  readonly comparisons: readonly PairedComparison[];
  readonly rest: Fields;
}

/** Where Vigil's training puts reports, in the order of their columns. */
const places: readonly (readonly [title: string, ...path: string[]])[] = [
  ['Test', 'figures', 'test'],
  ['Validation', 'figures', 'validation'],
  ['Model it started from, same test clips', 'before', 'report'],
  ['Folds together', 'folds', 'report'],
  ['Cameras ignored in the split', 'shuffledSplit'],
];
const shownApart = ['figures', 'before', 'folds', 'shuffledSplit', 'comparisons'];

export function readTraining(training: Fields): TrainingRecord {
  const reports = places.flatMap(([title, ...path]) => {
    const found = valueAt(training, path);
    return isReport(found) ? [{ title, report: found }] : [];
  });
  const comparisons = [training['comparisons'], valueAt(training, ['before', 'comparison'])]
    .flat()
    .filter(isComparison);
  const isOwnKind = reports.length > 0;
  const rest = Object.entries(training).filter(([key]) => !isOwnKind || !shownApart.includes(key));
  return {
    reports,
    test: reports.find(({ title }) => title === 'Test')?.report ?? null,
    comparisons,
    rest: Object.fromEntries(rest),
  };
}

/** One figure of a model on its test clips. */
interface Figure {
  readonly value: number;
  readonly interval: Interval | null;
}

/** Other names that records use for the same figures. */
const otherNames: Partial<Record<FigureName, string>> = {
  balancedAccuracy: 'balanced',
  anomalyAuc: 'anomalyAUC',
  logLoss: 'nll',
};

/** Number of test clips; null when the record does not say. */
export function testClips(training: Fields): number | null {
  const test = valueAt(training, ['figures', 'test']) as Fields | undefined;
  const clips = test?.['clips'] ?? test?.['n'];
  return typeof clips === 'number' ? clips : null;
}

/** Figures of two models side by side, each on its own test clips; a dash where one has no such figure. */
export function comparedFigures(
  first: { readonly name: string; readonly training: Fields },
  second: { readonly name: string; readonly training: Fields },
): FigureTable[] {
  const pair = [first, second] as const;
  const columns = pair.map(({ name }) => name);
  const clips = [
    'Test clips',
    ...pair.map(({ training }) => testClips(training)?.toLocaleString('en') ?? '–'),
  ];
  const headline = (Object.keys(figureStyles) as FigureName[]).map((name) => [
    figureStyles[name].title,
    ...pair.map(({ training }) => printed(figureOf(training, name), name)),
  ]);
  const recalls = pair.map(({ training }) => recallsOf(training));
  const labels = [...new Set(recalls.flatMap((recall) => Object.keys(recall)))].sort();
  return [
    {
      title: 'On the test clips of each',
      columns,
      rows: [clips, ...headline.filter((row) => row.slice(1).some((cell) => cell !== '–'))],
    },
    ...(labels.length === 0
      ? []
      : [
          {
            title: 'Recall by class',
            columns,
            rows: labels.map((label) => [
              label,
              ...recalls.map((recall) => recall[label]?.toFixed(2) ?? '–'),
            ]),
          },
        ]),
  ];
}

function figureOf(training: Fields, name: FigureName): Figure | null {
  const test = valueAt(training, ['figures', 'test']) as Fields | undefined;
  const value = test?.[name] ?? test?.[otherNames[name] ?? ''];
  const interval = valueAt(test, ['intervals95', name]);
  return isNumber(value) ? { value, interval: isInterval(interval) ? interval : null } : null;
}

function printed(figure: Figure | null, name: FigureName): string {
  if (!figure) return '–';
  const { format } = figureStyles[name];
  if (!figure.interval) return format(figure.value);
  const [low, high] = figure.interval;
  return `${format(figure.value)} (${format(low).replace(' %', '')}–${format(high)})`;
}

function recallsOf(training: Fields): Readonly<Record<string, number>> {
  const test = valueAt(training, ['figures', 'test']) as Fields | undefined;
  const byClass = isFields(test?.['perClass']) ? test['perClass'] : {};
  const plain = isFields(test?.['recall']) ? test['recall'] : {};
  const own = Object.entries(byClass).map(
    ([label, figures]) => [label, valueAt(figures, ['recall'])] as const,
  );
  return Object.fromEntries(
    [...Object.entries(plain), ...own].filter((entry): entry is [string, number] => isNumber(entry[1])),
  );
}

const headlineNames = Object.keys(figureStyles) as FigureName[];

function isReport(value: unknown): value is ClassificationReport {
  if (!isFields(value) || !isFields(value['perClass']) || !isFields(value['intervals95'])) return false;
  const intervals = value['intervals95'];
  return (
    isNumber(value['clips']) &&
    headlineNames.every((name) => value[name] === null || isNumber(value[name])) &&
    headlineNames.every((name) => intervals[name] === null || isInterval(intervals[name])) &&
    Object.values(value['perClass']).every(
      (figures) =>
        isFields(figures) &&
        ['precision', 'recall', 'f1', 'support'].every((name) => isNumber(figures[name])),
    )
  );
}

function isComparison(value: unknown): value is PairedComparison {
  if (!isFields(value)) return false;
  const gains = [value['macroF1'], value['accuracy']];
  const mcnemar = value['mcnemar'];
  return (
    typeof value['first'] === 'string' &&
    typeof value['second'] === 'string' &&
    isNumber(value['clips']) &&
    gains.every((gain) => isFields(gain) && isNumber(gain['gain']) && isInterval(gain['interval95'])) &&
    isFields(mcnemar) &&
    ['firstOnly', 'secondOnly', 'p'].every((name) => isNumber(mcnemar[name]))
  );
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (isFields(at) && Object.hasOwn(at, key) ? at[key] : undefined),
    value,
  );
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function isInterval(value: unknown): value is Interval {
  return Array.isArray(value) && value.length === 2 && value.every(isNumber);
}
