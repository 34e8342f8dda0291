import { normalLabel, type LoadedModel } from '../../contract/index.ts';
import type { ReportModel } from '../../report/index.ts';

/** Figures of a test that a manifest may record, in the words of a report. */
const figureNames: Readonly<Record<string, string>> = {
  accuracy: 'Accuracy',
  balanced: 'Balanced accuracy',
  balancedAccuracy: 'Balanced accuracy',
  macroF1: 'Macro-F1',
  anomalyAUC: 'Anomaly AUC',
  anomalyAuc: 'Anomaly AUC',
  ece: 'Calibration error (ECE)',
};

/** What a reader of a report must know of the models that gave its events. */
export function reportModels(models: readonly LoadedModel[]): readonly ReportModel[] {
  return models.map(({ manifest, identity }) => ({
    identity,
    name: manifest.name,
    labels: manifest.labels,
    licence: manifest.licence,
    limits: manifest.limits ?? [],
    figures: testFigures(manifest.training),
    thresholds: Object.fromEntries(
      Object.entries(manifest.thresholds).filter(([label]) => label !== normalLabel),
    ),
    halfLife: manifest.smoothing.halfLife,
  }));
}

/** The figures of the test clips, as far as the record of the training has them. */
function testFigures(training: Readonly<Record<string, unknown>>): ReportModel['figures'] {
  const test = memberOf(memberOf(training, 'figures'), 'test');
  const intervals = memberOf(test, 'intervals95');
  return Object.entries(figureNames).flatMap(([field, name]) => {
    const value = test[field];
    return typeof value === 'number'
      ? [{ name: `${name} on test clips`, value: `${value.toFixed(2)}${spread(intervals[field])}` }]
      : [];
  });
}

function spread(interval: unknown): string {
  if (!Array.isArray(interval) || interval.length !== 2 || !interval.every(Number.isFinite)) return '';
  const [low, high] = interval as [number, number];
  return ` (95 % ${low.toFixed(2)}–${high.toFixed(2)})`;
}

function memberOf(value: Readonly<Record<string, unknown>>, name: string): Record<string, unknown> {
  const member = value[name];
  return typeof member === 'object' && member !== null ? (member as Record<string, unknown>) : {};
}
