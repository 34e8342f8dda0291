import { breathe, type Task } from '../../base/index.ts';
import { adfTest } from './adf-test.ts';
import { armaForecast, armaLikelihood, type ArmaCoefficients } from './arma-likelihood.ts';
import type { FitInput, FittedModel, Query } from './fitted-model.ts';
import { minimise } from './minimise.ts';

export interface ArimaOrder {
  readonly p: number;
  readonly d: number;
  readonly q: number;
}

export interface ArimaFit extends ArmaCoefficients {
  readonly order: ArimaOrder;
  /** Mean of the differenced series; 0 when d > 0. */
  readonly mean: number;
  readonly variance: number;
  readonly logLikelihood: number;
  readonly aic: number;
}

const largest = { p: 5, q: 5 };

/**
 * ARIMA (Box & Jenkins): differenced until the augmented Dickey–Fuller test rejects a unit root at 5 %, order by the
 * lowest AIC among p ≤ 5, q ≤ 5 with exact maximum likelihood; not refitted on the test span.
 */
export async function fitArima(input: FitInput, task: Task): Promise<FittedModel> {
  const training = input.values.slice(0, input.trainEnd);
  const { d, pValue } = differencing(training);
  let best: ArimaFit | null = null;
  let done = 0;
  for (let p = 0; p <= largest.p; p++) {
    for (let q = 0; q <= largest.q; q++) {
      if (p + q + 10 > training.length / 3) continue;
      const fit = fitArimaOrder(training, { p, d, q });
      if (best === null || fit.aic < best.aic) best = fit;
      task.onProgress?.({ stage: 'arima', done: ++done, total: 36, unit: 'steps' });
      await breathe(task.signal);
    }
  }
  const chosen = best ?? fitArimaOrder(training, { p: 0, d: 1, q: 0 });
  const { order, aic } = chosen;
  return {
    detail: `ARIMA(${order.p},${order.d},${order.q}), AIC ${aic.toFixed(1)}; ADF p = ${pValue.toFixed(3)} before differencing`,
    earliest: order.d + 1,
    predict: (queries) => Promise.resolve(predictWith(chosen, queries)),
  };
}

/** 0, 1 or 2 differences, and the p-value of the undifferenced series. */
export function differencing(series: Float64Array): { d: number; pValue: number } {
  const { pValue } = adfTest(series);
  if (pValue < 0.05) return { d: 0, pValue };
  return { d: adfTest(differenced(series, 1)).pValue < 0.05 ? 1 : 2, pValue };
}

/** Exact maximum likelihood of one order, from a start at zero correlation. */
export function fitArimaOrder(series: Float64Array, order: ArimaOrder): ArimaFit {
  const { p, d, q } = order;
  const raw = differenced(series, d);
  const middle = raw.reduce((sum, value) => sum + value, 0) / raw.length;
  const spread = Math.sqrt(raw.reduce((sum, value) => sum + (value - middle) ** 2, 0) / raw.length) || 1;
  const withMean = d === 0 ? 1 : 0;
  const unpack = (x: Float64Array): ArmaCoefficients & { mean: number } => ({
    ar: stationary(x.subarray(0, p)),
    ma: stationary(x.subarray(p, p + q)).map((value) => -value),
    mean: withMean === 1 ? middle + spread * (x[p + q] as number) : 0,
  });
  const centred = new Float64Array(raw.length);
  const likelihood = (x: Float64Array): ReturnType<typeof armaLikelihood> => {
    const { ar, ma, mean } = unpack(x);
    for (let t = 0; t < raw.length; t++) centred[t] = ((raw[t] as number) - mean) / spread;
    return armaLikelihood(centred, { ar, ma });
  };
  // Per observation, so that the optimiser's tolerances mean the same for every length.
  const { x } = minimise(
    (at) => -likelihood(at).logLikelihood / raw.length,
    new Float64Array(p + q + withMean),
  );
  const { variance, logLikelihood: scaled } = likelihood(x);
  const logLikelihood = scaled - raw.length * Math.log(spread);
  return {
    ...unpack(x),
    order,
    variance: variance * spread * spread,
    logLikelihood,
    aic: -2 * logLikelihood + 2 * (p + q + withMean + 1),
  };
}

export function differenced(series: Float64Array, d: number): Float64Array {
  let out = series;
  for (let k = 0; k < d; k++) out = out.slice(1).map((value, t) => value - (out[t] as number));
  return out;
}

/** One-step forecasts by the innovation recursion, which is resumed for queries on the same array. */
function predictWith(fit: ArimaFit, queries: readonly Query[]): Float64Array {
  const runs = new Map<Float64Array, Recursion>();
  return Float64Array.from(queries, ({ values, at }) => {
    let run = runs.get(values);
    if (run === undefined) runs.set(values, (run = new Recursion(fit, values)));
    return run.forecast(at);
  });
}

class Recursion {
  private readonly w: Float64Array;
  private readonly e: Float64Array;
  private readonly expected: Float64Array;
  private next: number;

  constructor(
    private readonly fit: ArimaFit,
    private readonly values: Float64Array,
  ) {
    this.w = new Float64Array(values.length + 1);
    this.e = new Float64Array(values.length + 1);
    this.expected = new Float64Array(values.length + 1);
    this.next = fit.order.d;
  }

  forecast(at: number): number {
    for (; this.next <= at; this.next++) {
      const i = this.next;
      // values[i − 1] may have been written since the last call; its innovation is due only now.
      if (i > this.fit.order.d) this.settle(i - 1);
      this.expected[i] = this.base(i) + this.fit.mean + this.drift(i);
    }
    return this.expected[at] as number;
  }

  private settle(i: number): void {
    const t = i - this.fit.order.d;
    this.w[t] = (this.values[i] as number) - this.base(i) - this.fit.mean;
    this.e[t] = (this.w[t] as number) - this.drift(i);
  }

  private drift(i: number): number {
    return armaForecast(this.w, this.e, i - this.fit.order.d, this.fit.ar, this.fit.ma);
  }

  /** What undoes the differencing at i. */
  private base(i: number): number {
    const { values } = this;
    if (this.fit.order.d === 0) return 0;
    const last = values[i - 1] as number;
    return this.fit.order.d === 1 ? last : 2 * last - (values[i - 2] as number);
  }
}

/** Any numbers → coefficients of a stationary AR, by partial autocorrelations (Monahan 1984; Jones 1980). */
function stationary(free: Float64Array): Float64Array {
  const out = new Float64Array(free.length);
  const before = new Float64Array(free.length);
  free.forEach((value, k) => {
    const r = value / Math.sqrt(1 + value * value);
    before.set(out);
    for (let i = 0; i < k; i++) out[i] = (before[i] as number) - r * (before[k - 1 - i] as number);
    out[k] = r;
  });
  return out;
}
