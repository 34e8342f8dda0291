/*
 * Found, missed and false events against labelled spans, by temporal IoU ≥ .3 and the same label:
 *
 *     npm run --silent analyze -- FILE… > results.ndjson
 *     npx tsx scripts/bench/event-figures.ts LIST.csv DIR results.ndjson [MANIFEST.json]
 *
 * LIST.csv has the columns label, path (below DIR), event_start_s, event_end_s. A clip labelled Normal has no event, so
 * whatever is detected in it is false. One line of JSON a clip, then one with the sums; with the manifest of the model,
 * one with the sums of each of its presets too, read off the tracks in the results.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { detectEvents, smoothTrack } from '../../src/analysis/pure.ts';
import {
  normalLabel,
  parseModelManifest,
  type DetectionEvent,
  type EventSettings,
} from '../../src/contract/index.ts';
import { matchEvents, type LabelledSpan } from '../../src/review/index.ts';
import { builtInPresets } from '../../src/state/event-presets.ts';
import { clipsOfList, type LabelledClip } from '../cli/clip-list.ts';

interface Analysed {
  readonly file: string;
  readonly durationSeconds: number;
  readonly labels: readonly string[];
  readonly track: { readonly timestamps: readonly number[]; readonly probabilities: readonly number[][] };
  readonly events?: readonly DetectionEvent[];
}

const [list, folder, results, manifest] = process.argv.slice(2);
if (list === undefined || folder === undefined || results === undefined) {
  console.error('npx tsx scripts/bench/event-figures.ts LIST.csv DIR results.ndjson [MANIFEST.json]');
  process.exit(2);
}
const clips = new Map(clipsOfList(list, folder).map((clip) => [resolve(clip.path), clip]));
const judged = readFileSync(results, 'utf8')
  .split('\n')
  .filter(Boolean)
  .flatMap((line) => {
    const analysed = JSON.parse(line) as Analysed;
    const clip = clips.get(resolve(analysed.file));
    if (clip && analysed.events) return [{ clip, analysed }];
    console.error(`${analysed.file}: ${clip ? 'not analysed' : 'not in the list'}`);
    return [];
  });
console.log(JSON.stringify(sumsOf(({ events = [] }) => events, true)));
if (manifest !== undefined) {
  const model = parseModelManifest(JSON.parse(readFileSync(manifest, 'utf8')), manifest);
  for (const { name, settings } of builtInPresets(model))
    console.log(
      JSON.stringify({ preset: name, ...sumsOf((analysed) => eventsBy(analysed, settings), false) }),
    );
}

function sumsOf(eventsOf: (analysed: Analysed) => readonly DetectionEvent[], isEachTold: boolean) {
  const sums = { clips: 0, labelled: 0, found: 0, missed: 0, false: 0, seconds: 0 };
  for (const { clip, analysed } of judged) {
    const { found, missed, false: wrong } = matchEvents(spansOf(clip, analysed), eventsOf(analysed));
    sums.clips++;
    sums.labelled += found.length + missed.length;
    sums.found += found.length;
    sums.missed += missed.length;
    sums.false += wrong.length;
    sums.seconds += analysed.durationSeconds;
    const iou = found.map((pair) => Number(pair.iou.toFixed(2)));
    const told = { file: analysed.file, label: clip.label, iou, missed: missed.length, false: wrong.length };
    if (isEachTold) console.log(JSON.stringify(told));
  }
  return sums;
}

function eventsBy(
  { labels, track, durationSeconds: end }: Analysed,
  settings: EventSettings,
): DetectionEvent[] {
  const { timestamps, probabilities } = track;
  const values = Float32Array.from(probabilities.flat());
  const calibrated = {
    kind: 'probabilities',
    labels,
    timestamps: Float64Array.from(timestamps),
    values,
  } as const;
  return detectEvents(smoothTrack(calibrated, settings), settings.hysteresis, { start: 0, end });
}

function spansOf({ label, span }: LabelledClip, { durationSeconds }: Analysed): LabelledSpan[] {
  if (label === normalLabel) return [];
  return [{ label, start: span?.from ?? 0, end: span?.to ?? durationSeconds }];
}
