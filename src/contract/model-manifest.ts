import { AppError } from '../base/index.ts';
import type { HysteresisByLabel } from './tracks.ts';

/** How frames become network input: one specification for the Python that trains and the TypeScript that runs. */
export interface Preprocessing {
  /** Short side of the decoded working image, px. */
  readonly workingShortSide: number;
  readonly bars: BarRule;
  readonly denoise: 'none' | 'median3';
  readonly resize: 'area';
  /** Network input = value · scale + offset, value in 0..255. */
  readonly scale: number;
  readonly offset: number;
}

/**
 * A row (column) is a black bar when the `quantile` of its luma (0..255) over the first `frames` sampled frames is
 * ≤ `luma`; bars are cropped from each edge, at most `maxFraction` of the side.
 */
export interface BarRule {
  readonly frames: number;
  readonly quantile: number;
  readonly luma: number;
  readonly maxFraction: number;
}

export interface ModelFile {
  /** Relative to the manifest. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** `manifest.json` of a model folder. */
export interface ModelManifest {
  readonly format: 'vigil-model';
  readonly formatVersion: 1;
  readonly id: string;
  readonly name: string;
  readonly created: string;
  readonly licence: string;
  readonly labels: readonly string[];
  readonly backbone: {
    readonly model: string;
    readonly architecture: string;
    /** Input is [N, inputSize, inputSize, 3]. */
    readonly inputSize: number;
    readonly featureLength: number;
  };
  readonly head: {
    readonly kind: 'hybrid' | 'cnn' | 'lstm';
    readonly model: string;
    /** Feature rows per window; input is [N, window, featureLength]. */
    readonly window: number;
    /** Feature rows between window starts. */
    readonly hop: number;
  };
  readonly sampling: { readonly fps: number };
  readonly preprocessing: Preprocessing;
  readonly calibration: { readonly temperature: number };
  /** Half-life of the smoothing, s. */
  readonly smoothing: { readonly halfLife: number };
  readonly thresholds: HysteresisByLabel;
  /** What this model cannot do, one sentence each, as measured. */
  readonly limits?: readonly string[];
  readonly training: Readonly<Record<string, unknown>>;
  readonly files: readonly ModelFile[];
}

type Check = (value: unknown) => boolean;
const isText: Check = (v) => typeof v === 'string' && v !== '';
const isPositive: Check = (v) => typeof v === 'number' && Number.isFinite(v) && v > 0;
const isCount: Check = (v) => isPositive(v) && Number.isInteger(v);
const isFraction: Check = (v) => typeof v === 'number' && v >= 0 && v <= 1;
const isNumber: Check = (v) => typeof v === 'number' && Number.isFinite(v);
const isOneOf =
  (...allowed: unknown[]): Check =>
  (v) =>
    allowed.includes(v);
const isSafePath: Check = (v) => isText(v) && !/(^\/|\\|\.\.|^[a-z]+:)/i.test(v as string);

const fieldChecks: readonly (readonly [path: string, check: Check])[] = [
  ['format', isOneOf('vigil-model')],
  ['formatVersion', isOneOf(1)],
  ['id', isText],
  ['name', isText],
  ['licence', isText],
  ['labels', (v) => Array.isArray(v) && v.length >= 2 && v.every(isText) && new Set(v).size === v.length],
  ['backbone.model', isSafePath],
  ['backbone.inputSize', isCount],
  ['backbone.featureLength', isCount],
  ['head.kind', isOneOf('hybrid', 'cnn', 'lstm')],
  ['head.model', isSafePath],
  ['head.window', isCount],
  ['head.hop', isCount],
  ['sampling.fps', isPositive],
  ['preprocessing.workingShortSide', isCount],
  ['preprocessing.bars.frames', isCount],
  ['preprocessing.bars.quantile', isFraction],
  ['preprocessing.bars.luma', isNumber],
  ['preprocessing.bars.maxFraction', isFraction],
  ['preprocessing.denoise', isOneOf('none', 'median3')],
  ['preprocessing.resize', isOneOf('area')],
  ['preprocessing.scale', isNumber],
  ['preprocessing.offset', isNumber],
  ['calibration.temperature', isPositive],
  ['smoothing.halfLife', (v) => isNumber(v) && (v as number) >= 0],
  ['thresholds', (v) => typeof v === 'object' && v !== null],
  ['limits', (v) => v === undefined || (Array.isArray(v) && v.every(isText))],
  ['files', (v) => Array.isArray(v) && v.every(isModelFile)],
];

function isModelFile(value: unknown): boolean {
  const { path, sizeBytes, sha256 } = (value ?? {}) as Record<string, unknown>;
  return (
    isSafePath(path) && isCount(sizeBytes) && typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256)
  );
}

/**
 * Guards a parsed manifest.json.
 * @throws AppError 'model-incompatible' naming the first field that is wrong.
 */
export function parseModelManifest(json: unknown, source: string): ModelManifest {
  for (const [path, check] of fieldChecks) {
    const value = path
      .split('.')
      .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], json);
    if (!check(value)) {
      throw new AppError(
        'model-incompatible',
        `${source} is not a Vigil model: its field "${path}" is missing or wrong.`,
        {
          remedy: 'Choose the manifest.json of a model that Vigil exported.',
          details: { field: path },
        },
      );
    }
  }
  return json as ModelManifest;
}
