/** Coefficients of w_t = Σ φ_i w_{t−i} + e_t + Σ θ_j e_{t−j}. */
export interface ArmaCoefficients {
  readonly ar: Float64Array;
  readonly ma: Float64Array;
}

export interface ArmaFit {
  readonly logLikelihood: number;
  readonly variance: number;
}

/** The prediction variance has settled when it is this close to its limit, 1. */
const settled = 1e-8;
/**
 * With a moving-average root next to the unit circle it settles only as 1/t; from here on the rest of log f, a few
 * thousandths in all, is let go.
 */
const longestFilter = 400;

/**
 * Exact Gaussian log-likelihood of a stationary ARMA, with the variance concentrated out, by the Kalman filter in
 * Harvey's form (Harvey, "Forecasting, Structural Time Series Models and the Kalman Filter", 1989, §3.3). Once the
 * prediction variance has settled the plain innovation recursion takes over, which is far quicker.
 */
export function armaLikelihood(w: Float64Array, { ar, ma }: ArmaCoefficients): ArmaFit {
  const n = w.length;
  const r = Math.max(ar.length, ma.length + 1);
  const filter = new KalmanFilter(ar, ma, r);
  const innovations = new Float64Array(n);
  let squares = 0;
  let logDeterminant = 0;
  let t = 0;
  for (; t < n; t++) {
    const f = filter.variance;
    if (t >= r && (f - 1 < settled || t >= longestFilter)) break;
    const v = (w[t] as number) - filter.forecast;
    innovations[t] = v;
    squares += (v * v) / f;
    logDeterminant += Math.log(f);
    filter.advance(v);
  }
  for (; t < n; t++) {
    const v = (w[t] as number) - armaForecast(w, innovations, t, ar, ma);
    innovations[t] = v;
    squares += v * v;
  }
  const variance = squares / n;
  return { variance, logLikelihood: -0.5 * (n * (Math.log(2 * Math.PI * variance) + 1) + logDeterminant) };
}

/** Expected w_t from earlier values and innovations; those before the start count as 0. */
export function armaForecast(
  w: Float64Array,
  e: Float64Array,
  t: number,
  ar: Float64Array,
  ma: Float64Array,
): number {
  let forecast = 0;
  for (let i = 0; i < ar.length && i < t; i++) forecast += (ar[i] as number) * (w[t - 1 - i] as number);
  for (let j = 0; j < ma.length && j < t; j++) forecast += (ma[j] as number) * (e[t - 1 - j] as number);
  return forecast;
}

/** State a and covariance P of the companion form, one step ahead; buffers are kept from step to step. */
class KalmanFilter {
  private readonly load: Float64Array;
  private readonly state: Float64Array;
  private readonly covariance: Float64Array;
  private readonly reduced: Float64Array;

  constructor(
    private readonly ar: Float64Array,
    ma: Float64Array,
    private readonly r: number,
  ) {
    this.load = Float64Array.from({ length: r }, (_, i) => (i === 0 ? 1 : (ma[i - 1] ?? 0)));
    this.state = new Float64Array(r + 1);
    this.covariance = stationaryCovariance(ar, this.load, r);
    this.reduced = new Float64Array(r * r);
  }

  get forecast(): number {
    return this.state[0] as number;
  }

  get variance(): number {
    return this.covariance[0] as number;
  }

  /** a ← T(a + P Z v / f), P ← T(P − P Z Zᵀ P / f)Tᵀ + R Rᵀ */
  advance(v: number): void {
    const { ar, r, load, state, covariance, reduced } = this;
    const f = covariance[0] as number;
    const p = ar.length;
    for (let i = 0; i < r; i++) {
      const gain = (covariance[i * r] as number) / f;
      state[i] = (state[i] as number) + gain * v;
      for (let j = 0; j < r; j++)
        reduced[i * r + j] = (covariance[i * r + j] as number) - gain * (covariance[j] as number);
    }
    const first = state[0] as number;
    for (let i = 0; i < r; i++)
      state[i] = (i < p ? (ar[i] as number) * first : 0) + (i + 1 < r ? (state[i + 1] as number) : 0);
    for (let i = 0; i < r; i++) {
      const fi = i < p ? (ar[i] as number) : 0;
      const below = i + 1 < r;
      for (let j = 0; j <= i; j++) {
        const fj = j < p ? (ar[j] as number) : 0;
        let value = fi * fj * (reduced[0] as number) + (load[i] as number) * (load[j] as number);
        if (j + 1 < r) value += fi * (reduced[j + 1] as number);
        if (below) value += fj * (reduced[(i + 1) * r] as number);
        if (below && j + 1 < r) value += reduced[(i + 1) * r + j + 1] as number;
        covariance[i * r + j] = value;
        covariance[j * r + i] = value;
      }
    }
  }
}

/** P = T P Tᵀ + R Rᵀ by doubling: P ← P + A P Aᵀ, A ← A². */
function stationaryCovariance(ar: Float64Array, load: Float64Array, r: number): Float64Array<ArrayBuffer> {
  let a = new Float64Array(r * r);
  for (let i = 0; i < r; i++) {
    a[i * r] = ar[i] ?? 0;
    if (i + 1 < r) a[i * r + i + 1] = (a[i * r + i + 1] as number) + 1;
  }
  const p = new Float64Array(r * r);
  for (let i = 0; i < r; i++)
    for (let j = 0; j < r; j++) p[i * r + j] = (load[i] as number) * (load[j] as number);
  for (let round = 0; round < 40; round++) {
    const step = multiply(multiply(a, p, r, false), a, r, true);
    let largest = 0;
    step.forEach((value, k) => {
      p[k] = (p[k] as number) + value;
      largest = Math.max(largest, Math.abs(value));
    });
    if (largest < 1e-13 * Math.abs(p[0] as number)) break;
    a = multiply(a, a, r, false);
  }
  return p;
}

function multiply(
  a: Float64Array,
  b: Float64Array,
  n: number,
  transposed: boolean,
): Float64Array<ArrayBuffer> {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++)
        sum += (a[i * n + k] as number) * (b[transposed ? j * n + k : k * n + j] as number);
      out[i * n + j] = sum;
    }
  }
  return out;
}
