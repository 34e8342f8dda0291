import type { HeadKind, TrainingSettings } from '../contract/index.ts';
import { defaultDeep } from '../training/pure.ts';

export const headKinds: readonly HeadKind[] = ['hybrid', 'cnn', 'lstm'];

/** Bounds of each number that the screen offers: [least, most, step]. */
export const settingBounds = {
  epochs: [1, 500, 1],
  batchSize: [1, 512, 1],
  learningRate: [0.00001, 0.1, 0.00001],
  patience: [1, 500, 1],
  dropout: [0, 0.9, 0.05],
  labelSmoothing: [0, 0.5, 0.01],
  q: [0.05, 1, 0.05],
  seed: [0, 999_999, 1],
  window: [1, 64, 1],
  hop: [1, 64, 1],
  folds: [0, 10, 1],
} as const satisfies Partial<Record<keyof TrainingSettings, readonly [number, number, number]>>;

export type NumericSetting = keyof typeof settingBounds;

/** Deep fine-tuning as it is begun with. */
export const usualDeep = defaultDeep;

/** The most altered copies of a clip that are worth their time. */
export const mostVariants = 8;

/** What each head looks at, in the order in which the screen offers them. */
export const headTitles: Readonly<Record<HeadKind, string>> = {
  hybrid: 'CNN-LSTM',
  cnn: 'CNN only',
  lstm: 'LSTM only',
};

/** The settings with what a person changed laid over them; what is not allowed, of another version, is passed over. */
export function withChanges(usual: TrainingSettings, stored: unknown): TrainingSettings {
  if (typeof stored !== 'object' || stored === null) return usual;
  const allowed = Object.entries(stored).filter(
    ([key, value]) => key in usual && isAllowed(key, value, usual[key as keyof TrainingSettings]),
  );
  return { ...usual, ...(Object.fromEntries(allowed) as Partial<TrainingSettings>) };
}

/** A typed number, held within its bounds; the old value when it is none. */
export function boundedSetting(name: NumericSetting, typed: number, old: number): number {
  if (!Number.isFinite(typed)) return old;
  const [least, most, step] = settingBounds[name];
  const whole = step === 1 ? Math.round(typed) : typed;
  // One fold leaves nothing to train on.
  if (name === 'folds' && whole === 1) return 0;
  return Math.min(most, Math.max(least, whole));
}

function isAllowed(key: string, value: unknown, usual: unknown): boolean {
  if (key === 'deep') return value === null || (typeof value === 'object' && value !== undefined);
  if (key in settingBounds) {
    const [least, most] = settingBounds[key as NumericSetting];
    return typeof value === 'number' && value >= least && value <= most;
  }
  if (key === 'heads')
    return (
      Array.isArray(value) && value.length > 0 && value.every((head) => headKinds.includes(head as HeadKind))
    );
  if (key === 'start') return value === 'shipped' || value === 'scratch';
  if (key === 'loss') return value === 'cross-entropy' || value === 'generalised-cross-entropy';
  if (key === 'schedule') return value === 'constant' || value === 'cosine';
  return typeof value === typeof usual && value !== null;
}
