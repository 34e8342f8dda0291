import type { Random } from '../../base/index.ts';
import type { WindowDraw } from './draw-windows.ts';
import { dropoutMask, layerMasks } from './dropout-mask.ts';
import type { HeadFit } from './fit-head.ts';
import { lossAndSlope } from './loss-and-slope.ts';
import { lossTargets } from './loss-targets.ts';
import { MemoryHead, type DropMasks } from './memory-head.ts';
import { roundedUp } from './memory-weights.ts';
import type { FitState, Stepper } from './stepper.ts';

/** Steps of a head by WebAssembly kernels over a memory of its own; draws the same chance as the tensors' way. */
export class KernelStepper implements Stepper<WindowDraw> {
  private readonly head: MemoryHead;

  /** @param weights what a window of each class counts for in the loss */
  constructor(
    private readonly fit: Pick<HeadFit, 'kind' | 'labels' | 'window' | 'train' | 'settings' | 'initial'>,
    private readonly weights: readonly number[],
  ) {
    const { kind, labels, window, train, settings, initial } = fit;
    const featureLength = train[0]?.variants[0]?.featureLength ?? 0;
    this.head = new MemoryHead(
      { kind, labels, window, featureLength, mostRows: settings.batchSize },
      initial,
    );
  }

  load(state: FitState): void {
    this.head.load(state);
  }

  state(): FitState {
    return this.head.state();
  }

  step(batch: readonly WindowDraw[], random: Random, rate: number): Promise<number> {
    const { head, weights } = this;
    const { kind, settings, initial } = this.fit;
    const { dropout, labelSmoothing } = settings;
    const rows = batch.length;
    this.write(batch);
    if (dropout > 0) this.writeFactors(rows, dropout, random);
    const masks =
      dropout > 0 && kind !== 'cnn' ? widened(layerMasks(initial, rows, dropout, random), rows) : undefined;
    const truths = batch.map(({ truth }) => truth);
    head.unpack(rows);
    const logits = head.forward(rows, masks);
    const { loss, slope } = lossAndSlope(
      logits,
      lossTargets(truths, weights, labelSmoothing),
      rows,
      settings,
    );
    if (Number.isFinite(loss)) {
      head.backward(slope, rows, masks);
      head.descend(rate);
    }
    return Promise.resolve(loss);
  }

  private write(batch: readonly WindowDraw[]): void {
    const { halves, depth } = this.head;
    batch.forEach(({ variant, rows }, n) => {
      const { values, featureLength } = variant;
      rows.forEach((row, t) => {
        const own = values.subarray(row * featureLength, (row + 1) * featureLength);
        halves.set(own, (t * batch.length + n) * depth);
      });
    });
  }

  private writeFactors(rows: number, dropout: number, random: Random): void {
    const { factors, depth } = this.head;
    const { featureLength } = this.fit.train[0]?.variants[0] ?? { featureLength: 0 };
    const drawn = dropoutMask(rows * featureLength, dropout, random);
    factors.set(inRowsOf(depth, drawn, rows));
  }
}

function widened({ projected, averaged }: DropMasks, rows: number): DropMasks {
  return { projected: inRowsOf(roundedUp(projected.length / rows), projected, rows), averaged };
}

/** `rows` rows that lie one behind the other, moved `width` apart. */
function inRowsOf(width: number, values: Float32Array, rows: number): Float32Array {
  const length = values.length / rows;
  if (length === width) return values;
  const out = new Float32Array(rows * width);
  for (let n = 0; n < rows; n++) out.set(values.subarray(n * length, (n + 1) * length), n * width);
  return out;
}
