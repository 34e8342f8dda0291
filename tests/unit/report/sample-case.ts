import { seededRandom } from '../../../src/base/index.ts';
import type {
  Activity,
  Case,
  CaseClip,
  ClipReview,
  EventSettings,
  ProbabilityTrack,
} from '../../../src/contract/index.ts';
import { appendActivity, emptyLog, pictureKey, type CaseReport } from '../../../src/report/index.ts';

/** Text that breaks whatever does not escape it. */
export const hostile = `<script>alert(1)</script>"'&<img src=x onerror=alert(1)>`;

const settings: EventSettings = {
  halfLife: 1,
  hysteresis: { Fire: { enter: 0.54, exit: 0.324, minDuration: 1, maxGap: 2 } },
};
const model = { id: 'vigil-2', sha256: 'd'.repeat(64) };

const review: ClipReview = {
  note: `first line\nsecond line ${hostile}`,
  events: [
    {
      ...{ id: 'e1', label: 'Fire', start: 2.5, end: 9.25, peak: 4, score: 0.99951 },
      ...{ origin: 'model', status: 'confirmed', note: '=HYPERLINK("http://x")', isDetected: true },
      detected: { label: 'Fire', start: 2.5, end: 9.25, peak: 4, score: 0.99951 },
    },
    {
      ...{ id: 'e2', label: 'Shooting', start: 12, end: 14, peak: 13, score: 0.6 },
      ...{ origin: 'model', status: 'rejected', note: '', isDetected: false },
      detected: { label: 'Fighting', start: 11, end: 14, peak: 13, score: 0.6 },
    },
    {
      ...{ id: 'e4', label: 'Burglary', start: 20, end: 21, peak: 20.5, score: 0.1 },
      ...{ origin: 'hand', status: 'confirmed', note: hostile, detected: null, isDetected: false },
    },
  ],
  bookmarks: [{ id: 'b3', at: 3.2, frame: 80, severity: 'high', text: 'plate, “B-1”' }],
  nextNumber: 5,
};

const analysed: CaseClip = {
  id: 'c1',
  name: 'a.mp4',
  path: 'cam 1/a.mp4',
  sizeBytes: 1_234_567,
  modifiedAt: 1_790_000_000_000,
  addedAt: 1_795_000_000_000,
  sha256: 'ab'.repeat(32),
  facts: {
    ...{ name: 'a.mp4', sizeBytes: 1_234_567, kind: 'video', container: 'mp4', codec: 'h264' },
    ...{ width: 1280, height: 720, rotation: 0, start: 0, duration: 30, frameRate: 29.97002997 },
    ...{ frameCount: 899, decoder: 'webcodecs', decoderDetail: 'WebCodecs (avc1.64001f)' },
    warnings: ['variable-frame-rate'],
  },
  status: { kind: 'finished' },
  analysis: {
    ...{ key: 'k', analysedAt: 1_795_000_100_000, model, frames: 120, end: 30 },
    plan: { fps: 4, size: { fit: 'short-side', pixels: 256 } },
    ...{ decoder: 'webcodecs', decoderDetail: 'WebCodecs (avc1.64001f)' },
    ...{ backend: 'wasm', device: 'WebAssembly SIMD, 1 thread', settings },
  },
  review,
};

const unreadable: CaseClip = {
  ...analysed,
  id: 'c2',
  name: `-2+3 ${hostile}.avi`,
  path: `-2+3 ${hostile}.avi`,
  sha256: 'cd'.repeat(32),
  facts: null,
  analysis: null,
  status: { kind: 'failed', message: 'The file holds no picture.' },
  review: { note: '', events: [], bookmarks: [], nextNumber: 1 },
};

export const sampleCase: Case = {
  id: 'case-7f3a',
  name: `Harbour fire ${hostile}`,
  createdAt: 1_795_000_000_000,
  notes: 'Statement of 12 March.\nKeys are with the harbour master.',
  settings: { eventsByModel: { 'vigil-2': settings }, presets: [] },
  clips: [analysed, unreadable],
};

const activitiesOf = (clips: readonly CaseClip[]): Activity[] => [
  { kind: 'case', done: 'created', text: sampleCase.name },
  ...clips.map(({ id, path, sizeBytes, sha256 }) => ({
    kind: 'ingest' as const,
    clip: id,
    path,
    sizeBytes,
    sha256: sha256 ?? '',
  })),
  { kind: 'model', model },
  {
    kind: 'analysis',
    clip: 'c1',
    model,
    decoder: 'WebCodecs (avc1.64001f)',
    backend: 'wasm',
    frames: 120,
    events: 2,
  },
  { kind: 'review', clip: 'c1', means: 'do', action: { kind: 'confirm', event: 'e1' } },
  { kind: 'review', clip: 'c1', means: 'do', action: { kind: 'reject', event: 'e2' } },
];

function sampleTrack(): ProbabilityTrack {
  const random = seededRandom(1);
  const rows = 30;
  const values = new Float32Array(rows * 2);
  for (let row = 0; row < rows; row++) values.set([random(), random()], row * 2);
  const timestamps = Float64Array.from({ length: rows }, (_, row) => row + 0.5);
  return { kind: 'probabilities', labels: ['Fire', 'Normal'], timestamps, values };
}

/**
 * A new object each time, so that nothing is the same merely by identity.
 * @param sha256 of the first clip's file
 */
export async function sampleReport(sha256 = analysed.sha256): Promise<CaseReport> {
  const clips = sampleCase.clips.map((clip) => (clip === analysed ? { ...clip, sha256 } : clip));
  let log = await emptyLog(sampleCase.id);
  for (const [n, activity] of activitiesOf(clips).entries())
    log = await appendActivity(log, { at: 1_795_000_000_000 + n * 1000, by: 'R. Ito', activity });
  return {
    case: structuredClone({ ...sampleCase, clips }),
    log,
    models: [
      {
        identity: model,
        name: 'Vigil 1',
        labels: ['Fire', 'Normal'],
        licence: 'MIT',
        limits: ['Burglary does not work.'],
        figures: [{ name: 'Accuracy on unseen cameras', value: '0.62' }],
        thresholds: settings.hysteresis,
        halfLife: 1,
      },
    ],
    application: { name: 'Vigil', version: '0.1.0' },
    at: 1_795_000_200_000,
    by: 'R. Ito',
    tracks: new Map([['c1', sampleTrack()]]),
    pictures: new Map([
      [pictureKey('c1', 'e1'), 'data:image/png;base64,iVBORw0KGgo='],
      [pictureKey('c1', 'e2'), 'https://elsewhere.example/pixel.png'],
    ]),
  };
}
