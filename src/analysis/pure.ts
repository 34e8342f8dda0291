/** What the page may use of this room: arithmetic on tracks, no network and no TensorFlow. */
export { detectEvents } from './detect-events.ts';
export type { Extent } from './detect-events.ts';
export {
  appendRows,
  firstAtOrAfter,
  meanProbabilities,
  probabilitiesAt,
  rowsFrom,
  toProbabilities,
} from './probability-track.ts';
export { smoothTrack } from './smooth-track.ts';
export { LiveAlarm } from './live-alarm.ts';
export type { Alert, AlarmChange } from './live-alarm.ts';
export { uncalibratedTrack } from './uncalibrated-track.ts';
