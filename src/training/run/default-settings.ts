import type { ModelManifest, TrainingSettings } from '../../contract/index.ts';

/** Epochs and rate of deep fine-tuning when it is asked for: folded batch norm bears no more than about 1e-4. */
export const defaultDeep = { epochs: 6, learningRate: 6e-5 } as const;

/**
 * Settings that do well on a few hundred clips without anyone turning them.
 * @param manifest of the model to start from: its windows are kept
 */
export function defaultTrainingSettings({ head }: Pick<ModelManifest, 'head'>): TrainingSettings {
  return {
    heads: ['hybrid'],
    epochs: 40,
    batchSize: 32,
    learningRate: 1e-3,
    schedule: 'cosine',
    patience: 8,
    dropout: 0.4,
    labelSmoothing: 0.05,
    loss: 'cross-entropy',
    q: 0.7,
    classWeights: true,
    seed: 1,
    augmentation: { variants: 2, flip: true, crop: true, colour: true, timeJitter: true },
    denoise: false,
    window: head.window,
    hop: head.hop,
    start: 'shipped',
    deep: null,
    folds: 0,
    shuffledComparison: true,
  };
}
