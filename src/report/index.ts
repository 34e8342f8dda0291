export { canonicalJson } from './canonical-json.ts';
export { sha256Hex } from './sha256.ts';
export { appendActivity, emptyLog, genesisOf, headOf, nextEntry } from './log/activity-log.ts';
export type { Occurrence } from './log/activity-log.ts';
export { parseLog } from './log/parse-log.ts';
export { describeLogFault, verifyLog } from './log/verify-log.ts';
export type { LogFault, LogVerdict } from './log/verify-log.ts';
