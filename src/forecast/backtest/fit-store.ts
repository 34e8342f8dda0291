import type { Task } from '../../base/index.ts';
import type { ModelName } from '../../contract/index.ts';
import type { FitInput } from '../models/index.ts';
import { fitCalibrated, type Calibrated } from './one-step.ts';

const mostKept = 12;

/** Fits models and keeps the last few, so that scoring, flagging, explaining and forecasting share one fit. */
export class FitStore {
  private readonly kept = new Map<string, Calibrated>();

  async fit(name: ModelName, input: FitInput, task: Task): Promise<Calibrated> {
    const key = keyOf(name, input);
    const known = this.kept.get(key);
    if (known !== undefined) return known;
    const fitted = await fitCalibrated(name, input, task);
    this.kept.set(key, fitted);
    const [oldest] = this.kept.keys();
    if (this.kept.size > mostKept && oldest !== undefined) this.kept.delete(oldest);
    return fitted;
  }

  empty(): void {
    this.kept.clear();
  }
}

function keyOf(name: ModelName, { values, trainEnd, window, seed, network }: FitInput): string {
  let checksum = 0;
  for (let i = 0; i < trainEnd; i++) checksum = (checksum * 31 + (values[i] as number)) % 2147483647;
  return JSON.stringify([name, trainEnd, window, seed, network, checksum]);
}
