export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  readonly iterations: number;
}

/**
 * Quasi-Newton minimisation (BFGS with a backtracking line search and central differences; Nocedal & Wright,
 * "Numerical Optimization", ch. 6). For smooth functions of a dozen variables. Values that are not finite count as
 * too high.
 */
export function minimise(f: (x: Float64Array) => number, start: Float64Array, maxIterations = 80): Minimum {
  const n = start.length;
  let x = start.slice();
  let value = finite(f(x));
  if (n === 0) return { x, value, iterations: 0 };
  let inverse = identity(n);
  let gradient = gradientOf(f, x);
  let iterations = 0;
  for (; iterations < maxIterations; iterations++) {
    const direction = negativeProduct(inverse, gradient, n);
    let slope = dot(direction, gradient);
    if (!(slope < 0)) {
      inverse = identity(n);
      direction.set(gradient.map((g) => -g));
      slope = -dot(gradient, gradient);
    }
    let step = iterations === 0 ? Math.min(1, 0.5 / Math.sqrt(-slope)) : 1;
    let next = x;
    let nextValue = Infinity;
    for (let tries = 0; tries < 30; tries++, step /= 2) {
      next = x.map((xi, i) => xi + step * (direction[i] as number));
      nextValue = finite(f(next));
      if (nextValue <= value + 1e-4 * step * slope) break;
    }
    if (!(nextValue < value)) break;
    const nextGradient = gradientOf(f, next);
    const s = next.map((xi, i) => xi - (x[i] as number));
    const y = nextGradient.map((g, i) => g - (gradient[i] as number));
    const gained = value - nextValue;
    [x, value, gradient] = [next, nextValue, nextGradient];
    if (
      gained < 1e-10 * (1 + Math.abs(value)) &&
      Math.max(...gradient.map(Math.abs)) < 1e-4 * (1 + Math.abs(value))
    )
      break;
    updateInverse(inverse, s, y, n);
  }
  return { x, value, iterations };
}

function gradientOf(f: (x: Float64Array) => number, x: Float64Array): Float64Array<ArrayBuffer> {
  const probe = x.slice();
  return Float64Array.from({ length: x.length }, (_, i) => {
    const at = x[i] as number;
    const h = 1e-5 * Math.max(1, Math.abs(at));
    probe[i] = at + h;
    const up = finite(f(probe));
    probe[i] = at - h;
    const down = finite(f(probe));
    probe[i] = at;
    return (up - down) / (2 * h);
  });
}

/** H ← (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ, skipped where the curvature is not positive. */
function updateInverse(h: Float64Array, s: Float64Array, y: Float64Array, n: number): void {
  const curvature = dot(s, y);
  if (!(curvature > 1e-12)) return;
  const hy = negativeProduct(h, y, n).map((value) => -value);
  const factor = (1 + dot(y, hy) / curvature) / curvature;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const cross = ((hy[i] as number) * (s[j] as number) + (s[i] as number) * (hy[j] as number)) / curvature;
      h[i * n + j] = (h[i * n + j] as number) + factor * (s[i] as number) * (s[j] as number) - cross;
    }
  }
}

function negativeProduct(h: Float64Array, v: Float64Array, n: number): Float64Array<ArrayBuffer> {
  return Float64Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < n; j++) sum -= (h[i * n + j] as number) * (v[j] as number);
    return sum;
  });
}

function identity(n: number): Float64Array<ArrayBuffer> {
  return Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 1 : 0));
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 1e300;
}
