/* Figures that judge a classifier on clips whose label is known. */

/** One judged clip: what it is, and what the model gave. */
export interface Judgement {
  /** Index into the labels. */
  readonly truth: number;
  /** One per label, sum 1. */
  readonly probabilities: ArrayLike<number>;
  /** Clips of one camera or scene are drawn together by the bootstrap, since they are not independent. */
  readonly group: string;
}

export interface ClassFigures {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly support: number;
}

/** Figures that are one number each. null where the clips cannot give it (no such class among them). */
export interface HeadlineFigures {
  readonly accuracy: number;
  /** Mean recall over the classes that occur. */
  readonly balancedAccuracy: number;
  /** Mean F1 over the classes that occur. */
  readonly macroF1: number;
  /** Area under the ROC curve of 1 − P(Normal), any other label against Normal. */
  readonly anomalyAuc: number | null;
  /** Mean −ln p of the true label, nats. */
  readonly logLoss: number;
  /** Mean squared error over clips and labels (Brier score divided by the number of labels). */
  readonly mse: number;
  /** Expected calibration error of the top label, 15 equal bins (Guo et al. 2017). */
  readonly ece: number;
}

/** [low, high]. */
export type Interval = readonly [number, number];

export interface ClassificationReport extends HeadlineFigures {
  readonly clips: number;
  readonly perClass: Readonly<Record<string, ClassFigures>>;
  /** confusion[truth][predicted], in label order. */
  readonly confusion: readonly (readonly number[])[];
  /** 95 % percentile bootstrap over groups, 1,000 draws, seed 1. */
  readonly intervals95: Readonly<Record<keyof HeadlineFigures, Interval | null>>;
}

/** One model against another on the same clips: `gain` is the first's figure minus the second's. */
export interface PairedComparison {
  readonly first: string;
  readonly second: string;
  readonly clips: number;
  /** 95 % bootstrap over groups, both models on the same draw. */
  readonly macroF1: { readonly gain: number; readonly interval95: Interval };
  readonly accuracy: { readonly gain: number; readonly interval95: Interval };
  /** Exact two-sided McNemar test on clips that only one of the two names right. */
  readonly mcnemar: { readonly firstOnly: number; readonly secondOnly: number; readonly p: number };
}
