import { breathe, type Task } from '../../base/index.ts';
import { tf } from '../../compute/index.ts';
import type { HeadKind, NamedWeight } from '../../contract/index.ts';
import { headLogits, uploadWeights, type WeightTensors } from '../../model/index.ts';
import { cleanVariant, windowsOf, type ClipSequence, type WindowRule } from './clip-sequence.ts';
import { rowsFrom, type WindowDraw } from './draw-windows.ts';
import { windowBatch } from './window-batch.ts';

/** Windows judged at once; bounds the memory. */
const batchWindows = 64;

/**
 * Judges clips as the application does: the windows of {@link windowsOf} over the clip itself.
 * @returns the logits of each clip, [windows · labels]
 */
export async function predictClips(
  kind: HeadKind,
  weights: readonly NamedWeight[],
  clips: readonly ClipSequence[],
  rule: WindowRule,
  task: Task,
): Promise<Float32Array[]> {
  const windows = clips.flatMap((clip) => applicationWindows(clip, rule));
  const tensors = uploadWeights(weights);
  const parts: Float32Array[] = [];
  try {
    for (let at = 0; at < windows.length; at += batchWindows) {
      await breathe(task.signal);
      parts.push(await logitsOf(kind, tensors, windows.slice(at, at + batchWindows)));
    }
  } finally {
    tf.dispose(tensors);
  }
  return byClip(parts, windows.length, clips, rule);
}

function applicationWindows(clip: ClipSequence, rule: WindowRule): Omit<WindowDraw, 'truth'>[] {
  const variant = cleanVariant(clip);
  return windowsOf(rule, variant.rows).map(({ first }) => ({
    variant,
    rows: rowsFrom(first, 1, rule.window, variant.rows),
  }));
}

async function logitsOf(
  kind: HeadKind,
  weights: WeightTensors,
  windows: readonly Omit<WindowDraw, 'truth'>[],
): Promise<Float32Array> {
  const logits = tf.tidy(() => headLogits(kind, headInput(windowBatch(windows), windows.length), weights));
  try {
    return (await logits.data()) as Float32Array;
  } finally {
    logits.dispose();
  }
}

/** Uploads a batch of `count` windows. */
export function headInput(
  { steps, average }: { readonly steps: Float32Array; readonly average: Float32Array },
  count: number,
): { steps: tf.Tensor3D; average: tf.Tensor2D } {
  const depth = average.length / count;
  return {
    steps: tf.tensor(steps, [steps.length / (count * depth), count, depth], 'float32'),
    average: tf.tensor(average, [count, depth], 'float32'),
  };
}

function byClip(
  parts: readonly Float32Array[],
  windows: number,
  clips: readonly ClipSequence[],
  rule: WindowRule,
): Float32Array[] {
  const labels = parts.reduce((sum, part) => sum + part.length, 0) / windows;
  const all = new Float32Array(windows * (windows === 0 ? 0 : labels));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  let from = 0;
  return clips.map((clip) => {
    const to = from + windowsOf(rule, cleanVariant(clip).rows).length * labels;
    const own = all.slice(from, to);
    from = to;
    return own;
  });
}
