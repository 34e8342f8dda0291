import type { FitSettings } from '../../contract/index.ts';

/**
 * The loss that fitLoss gives and its slopes in plain arithmetic, double precision.
 * @param logits [N, width], of which the first C of each row are read
 * @param targets [N, C]
 * @returns the loss, and its slope by the logits, [N, width], 0 behind the first C
 */
export function lossAndSlope(
  logits: Float32Array,
  targets: Float32Array,
  rows: number,
  { loss, q }: Pick<FitSettings, 'loss' | 'q'>,
): { readonly loss: number; readonly slope: Float32Array } {
  const [width, labels] = [logits.length / rows, targets.length / rows];
  const slope = new Float32Array(logits.length);
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const own = Float64Array.from(logits.subarray(row * width, row * width + labels));
    const most = Math.max(...own);
    const total = Math.log(own.reduce((all, value) => all + Math.exp(value - most), 0)) + most;
    // The slope by each log-probability; a softmax takes from every logit its share of what all of them give.
    const given = own.map((value, c) => {
      const target = targets[row * labels + c] as number;
      const raised = loss === 'cross-entropy' ? 1 : Math.exp(q * (value - total));
      sum += target * (loss === 'cross-entropy' ? total - value : (1 - raised) / q);
      return (-target * raised) / rows;
    });
    const all = given.reduce((one, other) => one + other, 0);
    own.forEach(
      (value, c) => (slope[row * width + c] = (given[c] as number) - Math.exp(value - total) * all),
    );
  }
  return { loss: sum / rows, slope };
}
