import { beforeEach, expect, test } from 'vitest';
import type { DatasetClip, ReviewAction } from '../../../src/contract/index.ts';
import { applyAction } from '../../../src/review/index.ts';
import type { AnalysisSession } from '../../../src/state/analysis-session.svelte.ts';
import { ClipEntry } from '../../../src/state/clip-entry.svelte.ts';
import type { LabelledSource } from '../../../src/state/dataset-draft.svelte.ts';
import { DatasetHandover } from '../../../src/state/dataset-handover.svelte.ts';
import { EventTuning } from '../../../src/state/event-tuning.svelte.ts';
import { Notices } from '../../../src/state/notices.svelte.ts';
import { videoFile } from './fakes.ts';

let added: LabelledSource[];
let known: DatasetClip[];
let notices: Notices;
let shown: number;
let entries: ClipEntry[];
let handover: DatasetHandover;

beforeEach(() => {
  added = [];
  known = [];
  shown = 0;
  notices = new Notices();
  entries = [];
  handover = new DatasetHandover({
    session: {
      get entries() {
        return entries;
      },
    } as Pick<AnalysisSession, 'entries'>,
    dataset: {
      addFiles: (sources) => void added.push(...sources),
      get clips() {
        return known;
      },
    },
    notices,
    showTraining: () => (shown += 1),
  });
});

/** A clip with events of these labels and spans, each drawn by hand and then judged. */
function clip(
  path: string,
  events: readonly (readonly [
    label: string,
    start: number,
    end: number,
    judge: 'confirm' | 'reject' | 'reopen',
  ])[],
  file: File | null = videoFile(path),
): void {
  const source = { path, sizeBytes: 4, modifiedAt: 0, addedAt: 0, file };
  const entry = new ClipEntry(`c${entries.length + 1}`, source, new EventTuning());
  const act = (action: ReviewAction): void => entry.keepReview(applyAction(entry.review, action));
  events.forEach(([label, start, end, judge], place) => {
    act({ kind: 'add', drawn: { label, start, end, peak: start, score: 0.5 }, note: '' });
    act({ kind: judge, event: `e${place + 1}` });
  });
  entry.learnHash(path.padEnd(64, '0'));
  entries.push(entry);
}

test('confirmed events go with their label and span, rejected ones as Normal only when wanted', () => {
  clip('yard/a.mp4', [
    ['Fire', 0, 2, 'confirm'],
    ['Fighting', 4, 6, 'reject'],
    ['Fire', 8, 9, 'reopen'],
  ]);
  expect(handover.offer(false).ready).toHaveLength(1);
  handover.add(true);
  expect(added.map(({ path, label, span }) => [path, label, span])).toEqual([
    ['yard/a.mp4', 'Fire', { from: 0, to: 2 }],
    ['yard/a.mp4', 'Normal', { from: 4, to: 6 }],
  ]);
  expect(notices.list[0]?.message).toBe(
    'Added to the dataset: 1 confirmed event and 1 rejected event as Normal.',
  );
  notices.list[0]?.remedy?.run();
  expect(shown).toBe(1);
});

test('the same footage under two labels is left out, and so is a clip whose file is not at hand; both are said', () => {
  clip('a.mp4', [
    ['Fire', 0, 2, 'confirm'],
    ['Fighting', 1, 3, 'confirm'],
    ['Fire', 5, 6, 'confirm'],
  ]);
  clip('b.mp4', [['Fire', 0, 2, 'confirm']], null);
  expect(handover.offer(true)).toMatchObject({ contested: 2, missing: 1, known: 0 });
  handover.add(true);
  expect(added).toHaveLength(1);
  expect(notices.list[0]?.hint).toBe(
    'Left out: 2 overlap an event of another class; of 1 the file is not at hand.',
  );
});

test('an event is handed over once, in this visit or an earlier one', () => {
  clip('a.mp4', [
    ['Fire', 0, 2, 'confirm'],
    ['Fire', 5, 6, 'confirm'],
  ]);
  known = [
    { sha256: 'a.mp4'.padEnd(64, '0'), label: 'Fire', span: { from: 0, to: 2 } } as unknown as DatasetClip,
  ];
  expect(handover.offer(true)).toMatchObject({ known: 1 });
  handover.add(true);
  handover.add(true);
  expect(added.map(({ span }) => span?.from)).toEqual([5]);
});
