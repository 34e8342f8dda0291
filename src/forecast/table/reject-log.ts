import type { RejectedRows, RejectReason } from '../../contract/index.ts';

/** Counts rejected rows by reason; keeps the line numbers of the first `kept` of each and one example. */
export class RejectLog {
  rows = 0;
  private readonly byReason = new Map<RejectReason, { rows: number; lines: number[]; example: string }>();

  constructor(private readonly kept: number) {}

  add(reason: RejectReason, line: number, example: () => string): void {
    this.rows++;
    const entry = this.byReason.get(reason);
    if (entry === undefined) {
      this.byReason.set(reason, { rows: 1, lines: [line], example: example().slice(0, 160) });
      return;
    }
    entry.rows++;
    if (entry.lines.length < this.kept) entry.lines.push(line);
  }

  count(reason: RejectReason): number {
    return this.byReason.get(reason)?.rows ?? 0;
  }

  list(): RejectedRows[] {
    return [...this.byReason]
      .map(([reason, entry]) => ({ reason, ...entry }))
      .sort((a, b) => b.rows - a.rows);
  }
}
