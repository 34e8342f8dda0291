import { AppError } from '../../base/index.ts';
import type { ModelManifest } from '../../contract/index.ts';
import { manifestPath } from '../model-bundle.ts';

type Fault = (manifest: ModelManifest) => string | false;

/** What the fields must keep to besides their types, so that no model can make the app fail or run out of memory. */
const faults: readonly Fault[] = [
  ({ labels }) => labels.length > 100 && `has ${labels.length} labels, more than 100`,
  ({ labels, name, id }) =>
    [...labels, name, id].some((text) => text.length > 200) && 'has names that are too long',
  ({ created }) => Number.isNaN(Date.parse(created)) && 'does not say when it was made',
  ({ backbone }) => tooLarge('an input size', backbone.inputSize, 1024),
  ({ backbone }) => tooLarge('a feature length', backbone.featureLength, 65536),
  ({ head }) => tooLarge('a window', head.window, 4096),
  ({ head }) => tooLarge('a hop', head.hop, 4096),
  ({ sampling }) => tooLarge('a sampling rate', sampling.fps, 240),
  ({ preprocessing }) => tooLarge('a working size', preprocessing.workingShortSide, 4096),
  ({ preprocessing }) => tooLarge('a bar rule', preprocessing.bars.frames, 1000),
  ({ training }) => !isRecord(training) && 'has no field "training"',
  ({ training }) => isDeeper(training, 32) && 'is nested too deeply',
  foreignThreshold,
  ({ backbone, head, files }) => {
    const unlisted = [backbone.model, head.model].find((path) => !files.some((file) => file.path === path));
    return unlisted !== undefined && `does not list ${unlisted}`;
  },
  ({ files }) => {
    const paths = [manifestPath, ...files.map(({ path }) => path)];
    return new Set(paths).size < paths.length && 'lists a file twice';
  },
];

/**
 * Guards what `parseModelManifest` lets through.
 * @param name of the manifest, for the sentence of the error
 * @throws AppError 'model-incompatible'
 */
export function checkManifest(manifest: ModelManifest, name: string): void {
  for (const fault of faults) {
    const found = fault(manifest);
    if (found === false) continue;
    throw new AppError('model-incompatible', `${name} is not sound: it ${found}.`, {
      remedy: 'Choose a model that Vigil exported.',
    });
  }
}

/** Whoever shows a training record walks down it; this one does so level by level, so that no depth is too much. */
function isDeeper(value: unknown, limit: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth < limit; depth++) {
    level = level.flatMap((part) => (typeof part === 'object' && part !== null ? Object.values(part) : []));
    if (level.length === 0) return false;
  }
  return true;
}

function tooLarge(what: string, value: number, limit: number): string | false {
  return value > limit && `asks for ${what} of ${value}, more than ${limit}`;
}

function foreignThreshold({ thresholds, labels }: ModelManifest): string | false {
  for (const [label, rule] of Object.entries(thresholds)) {
    if (!labels.includes(label))
      return `has thresholds for ${JSON.stringify(label)}, which is none of its labels`;
    const { enter, exit, minDuration, maxGap } = (isRecord(rule) ? rule : {}) as Record<string, unknown>;
    const isSound = isWithin(enter, 1) && isWithin(exit, 1) && isWithin(minDuration) && isWithin(maxGap);
    if (!isSound) return `has thresholds for ${label} that are not numbers in their range`;
  }
  return false;
}

function isWithin(value: unknown, limit = Number.MAX_VALUE): boolean {
  return typeof value === 'number' && value >= 0 && value <= limit;
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
