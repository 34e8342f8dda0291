import type {
  ClassificationReport,
  HeadlineFigures,
  HeadResult,
  Interval,
  PairedComparison,
  TrainingOutcome,
} from '../../contract/index.ts';
import { count, formatPercent, formatScore, headTitles } from '../../state/index.ts';
import type { FigureTable } from '../models/describe-training.ts';

type FigureName = keyof HeadlineFigures;

interface FigureStyle {
  readonly title: string;
  readonly format: (value: number) => string;
}

const share = (value: number): string => formatPercent(value);
const score = (value: number): string => formatScore(value, 2);

/** Every headline figure as it is named and printed: no more digits than a test set of tens of clips deserves. */
export const figureStyles: Readonly<Record<FigureName, FigureStyle>> = {
  accuracy: { title: 'Accuracy', format: share },
  balancedAccuracy: { title: 'Balanced accuracy', format: share },
  macroF1: { title: 'F1, mean of classes', format: score },
  anomalyAuc: { title: 'AUC, any event against Normal', format: score },
  logLoss: { title: 'Log-loss, nats', format: score },
  mse: { title: 'MSE', format: (value) => formatScore(value, 3) },
  ece: { title: 'Calibration error (ECE)', format: share },
};

/** A report under the name of what was judged. */
export interface NamedReport {
  readonly title: string;
  readonly report: ClassificationReport;
}

/** Headline figures with their 95 % intervals, one column for each report. */
export function headlineTable(title: string, reports: readonly NamedReport[]): FigureTable {
  const names = Object.keys(figureStyles) as FigureName[];
  const rows = names
    .filter((name) => reports.some(({ report }) => report[name] !== null))
    .map((name) => [figureStyles[name].title, ...reports.map(({ report }) => figureCell(report, name))]);
  const means = (['precision', 'recall'] as const).map((name) => [
    `${name === 'precision' ? 'Precision' : 'Recall'}, mean of classes`,
    ...reports.map(({ report }) => score(macroMean(report, name))),
  ]);
  return { title, columns: reports.map((named) => named.title), rows: [...rows, ...means] };
}

/** Precision, recall and F1 of each class. */
export function classTable(report: ClassificationReport): FigureTable {
  const rows = Object.entries(report.perClass).map(([label, { precision, recall, f1, support }]) => [
    label,
    ...(support === 0 ? ['–', '–', '–'] : [precision, recall, f1].map(score)),
    support.toLocaleString('en'),
  ]);
  return { title: 'By class, on the test clips', columns: ['Precision', 'Recall', 'F1', 'Clips'], rows };
}

/** What one figure of a comparison means, in a sentence. */
export function comparisonText({
  first,
  second,
  clips,
  macroF1,
  accuracy,
  mcnemar,
}: PairedComparison): string {
  const { firstOnly, secondOnly, p } = mcnemar;
  const [low, high] = macroF1.interval95;
  const verdict =
    low > 0
      ? `${nameOf(first)} is better on these clips`
      : high < 0
        ? `${nameOf(second)} is better on these clips`
        : 'these clips do not show which is better';
  return (
    `${nameOf(first)} against ${nameOf(second)} on the same ${count(clips, 'clip')}: F1 ${signed(macroF1.gain, 2)} ` +
    `(${signed(low, 2)} to ${signed(high, 2)}), accuracy ${signed(accuracy.gain * 100, 0)} points ` +
    `(${signed(accuracy.interval95[0] * 100, 0)} to ${signed(accuracy.interval95[1] * 100, 0)}); ${firstOnly} named right by ` +
    `the first only, ${secondOnly} by the second only, p = ${pValue(p)} (exact McNemar). So ${verdict}.`
  );
}

/** What a test set of this size can and cannot show. */
export function testSizeText({ test }: TrainingOutcome['results'][number], groups: number): string {
  if (!test) return 'No clip was left for the test, so there is nothing to judge by: the model is untested.';
  const step = 100 / test.clips;
  const size = `The test set has ${count(test.clips, 'clip')} of ${count(groups, 'camera group')} that training left out`;
  const meaning = `one clip more or less is ${step < 1 ? 'under 1' : Math.round(step)} ${step < 1.5 ? 'point' : 'points'} of accuracy`;
  const caution =
    groups < 2
      ? ' With a single group no interval can be given, and another camera may do much worse.'
      : groups < 10
        ? ' With so few groups the intervals are rough, and another camera may do worse.'
        : ' The intervals speak of cameras like these, not of any camera.';
  return `${size}; ${meaning}.${caution}`;
}

function intervalText(interval: Interval, format: (value: number) => string): string {
  return `${format(interval[0]).replace(' %', '')}–${format(interval[1])}`;
}

function figureCell(report: ClassificationReport, name: FigureName): string {
  const value = report[name];
  if (value === null) return '–';
  const { format } = figureStyles[name];
  const range = report.intervals95[name];
  // Clips of a single group leave the bootstrap nothing to draw from.
  const interval = range && range[0] < range[1] ? intervalText(range, format) : '';
  return interval === '' ? format(value) : `${format(value)} (${interval})`;
}

function macroMean({ perClass }: ClassificationReport, name: 'precision' | 'recall'): number {
  const occurring = Object.values(perClass).filter(({ support }) => support > 0);
  return occurring.reduce((sum, figures) => sum + figures[name], 0) / occurring.length;
}

/** Heads by their title, fine-tuned or not; anything else is a model's own name. */
export function nameOf(name: string): string {
  const [head = '', ...more] = name.split(', ');
  return Object.hasOwn(headTitles, head)
    ? [headTitles[head as keyof typeof headTitles], ...more].join(', ')
    : name;
}

/** A network of a result by its name: the same head may stand there twice, fine-tuned and not. */
export function resultName({ head, deep }: Pick<HeadResult, 'head' | 'deep'>): string {
  return deep ? `${head}, fine-tuned` : head;
}

function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  return Number(text) === 0 ? '0' : `${value < 0 ? '−' : '+'}${text}`;
}

function pValue(p: number): string {
  return p < 0.001 ? 'under 0.001' : p.toFixed(p < 0.1 ? 3 : 2);
}
