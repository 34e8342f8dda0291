/*
 * Found, missed and false events against labelled spans, by temporal IoU ≥ .3 and the same label:
 *
 *     npm run --silent analyze -- FILE… > results.ndjson
 *     npx tsx scripts/bench/event-figures.ts LIST.csv DIR results.ndjson
 *
 * LIST.csv has the columns label, path (below DIR), event_start_s, event_end_s. A clip labelled Normal has no event, so
 * whatever is detected in it is false. One line of JSON a clip, then one with the sums.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { normalLabel, type DetectionEvent } from '../../src/contract/index.ts';
import { matchEvents, type LabelledSpan } from '../../src/review/index.ts';
import { clipsOfList, type LabelledClip } from '../cli/clip-list.ts';

interface Analysed {
  readonly file: string;
  readonly durationSeconds: number;
  readonly events?: readonly DetectionEvent[];
}

const [list, folder, results] = process.argv.slice(2);
if (list === undefined || folder === undefined || results === undefined) {
  console.error('npx tsx scripts/bench/event-figures.ts LIST.csv DIR results.ndjson');
  process.exit(2);
}
const clips = new Map(clipsOfList(list, folder).map((clip) => [resolve(clip.path), clip]));
const sums = { clips: 0, labelled: 0, found: 0, missed: 0, false: 0, seconds: 0 };
for (const line of readFileSync(results, 'utf8').split('\n').filter(Boolean)) {
  const analysed = JSON.parse(line) as Analysed;
  const clip = clips.get(resolve(analysed.file));
  if (!clip || !analysed.events) {
    console.error(`${analysed.file}: ${clip ? 'not analysed' : 'not in the list'}`);
    continue;
  }
  const { found, missed, false: wrong } = matchEvents(spansOf(clip, analysed), analysed.events);
  sums.clips++;
  sums.labelled += found.length + missed.length;
  sums.found += found.length;
  sums.missed += missed.length;
  sums.false += wrong.length;
  sums.seconds += analysed.durationSeconds;
  const iou = found.map((pair) => Number(pair.iou.toFixed(2)));
  console.log(
    JSON.stringify({
      file: analysed.file,
      label: clip.label,
      iou,
      missed: missed.length,
      false: wrong.length,
    }),
  );
}
console.log(JSON.stringify(sums));

function spansOf({ label, span }: LabelledClip, { durationSeconds }: Analysed): LabelledSpan[] {
  if (label === normalLabel) return [];
  return [{ label, start: span?.from ?? 0, end: span?.to ?? durationSeconds }];
}
