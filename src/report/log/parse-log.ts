import type { ActivityLog } from '../../contract/index.ts';
import { count, fields, instant, listOf, oneOf, sha256Text, text, type Shape } from '../shape.ts';

const head = fields({ sequence: count, hash: sha256Text });

/** Entries are looked at only as far as their hashes can be computed: what is in them, the hashes judge. */
const logShape: Shape = fields({
  format: oneOf('vigil-log'),
  formatVersion: oneOf(1),
  caseId: text,
  entries: listOf(
    fields({
      sequence: count,
      activity: fields({ kind: text }),
      previousHash: text,
      hash: text,
      at: instant,
      by: text,
    }),
  ),
  head,
});

/**
 * Guards a parsed log.json; `verifyLog` then says whether it is whole.
 * @throws AppError 'input-invalid' naming the first place that is no log
 */
export function parseLog(json: unknown): ActivityLog {
  logShape(json, 'log');
  return json as ActivityLog;
}
