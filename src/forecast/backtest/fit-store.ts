import type { Task } from '../../base/index.ts';
import type { ModelName } from '../../contract/index.ts';
import { isNetwork, type FitInput } from '../models/index.ts';
import { fitCalibrated, releaseCalibrated, type Calibrated } from './one-step.ts';

const mostKept = 6;

/**
 * Fits models, and keeps the last few networks, whose training takes minutes, so that scoring, flagging and forecasting
 * share one fit. Whoever drops the store empties it first.
 */
export class FitStore {
  private readonly kept = new Map<string, Calibrated>();

  /** Use it before the next fit; the store disposes it. */
  async fit(name: ModelName, input: FitInput, task: Task): Promise<Calibrated> {
    if (!isNetwork(name)) return fitCalibrated(name, input, task);
    const key = keyOf(name, input);
    const known = this.kept.get(key);
    if (known !== undefined) return known;
    const fitted = await fitCalibrated(name, input, task);
    this.kept.set(key, fitted);
    const [oldest] = this.kept;
    if (this.kept.size > mostKept && oldest !== undefined) {
      this.kept.delete(oldest[0]);
      releaseCalibrated(oldest[1]);
    }
    return fitted;
  }

  empty(): void {
    this.kept.forEach(releaseCalibrated);
    this.kept.clear();
  }
}

function keyOf(name: ModelName, { values, trainEnd, window, seed, network }: FitInput): string {
  let checksum = 0;
  for (let i = 0; i < trainEnd; i++) checksum = (checksum * 31 + (values[i] as number)) % 2147483647;
  return JSON.stringify([name, trainEnd, window, seed, network, checksum]);
}
