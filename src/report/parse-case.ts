import {
  count,
  fields,
  instant,
  listOf,
  mapOf,
  matching,
  number,
  oneOf,
  orNull,
  sha256Text,
  text,
  truth,
  type Shape,
} from './shape.ts';

const detection = { label: text, start: number, end: number, peak: number, score: number };

const event = fields({
  ...detection,
  id: matching(/^e\d{1,9}$/, 'an event number'),
  origin: oneOf('model', 'hand'),
  status: oneOf('unreviewed', 'confirmed', 'rejected'),
  note: text,
  detected: orNull(fields(detection)),
  isDetected: truth,
});

const bookmark = fields({
  id: matching(/^b\d{1,9}$/, 'a bookmark number'),
  at: number,
  frame: orNull(count),
  severity: oneOf('low', 'medium', 'high'),
  text,
});

const eventSettings = fields({
  halfLife: number,
  hysteresis: mapOf(fields({ enter: number, exit: number, minDuration: number, maxGap: number })),
});

const facts = fields({
  name: text,
  sizeBytes: count,
  kind: oneOf('video', 'image'),
  container: text,
  codec: text,
  width: number,
  height: number,
  rotation: oneOf(0, 90, 180, 270),
  start: number,
  duration: orNull(number),
  frameRate: orNull(number),
  frameCount: orNull(count),
  decoder: oneOf('webcodecs', 'ffmpeg'),
  decoderDetail: text,
  warnings: listOf(text),
});

const analysis = fields({
  key: text,
  analysedAt: instant,
  model: fields({ id: text, sha256: sha256Text }),
  plan: fields({ fps: samplingRate }),
  frames: count,
  end: number,
  decoder: oneOf('webcodecs', 'ffmpeg'),
  decoderDetail: text,
  backend: oneOf('webgpu', 'wasm', 'cpu'),
  device: text,
  settings: eventSettings,
});

const clip = fields({
  id: matching(/^c\d{1,9}$/, 'a clip number'),
  name: text,
  path: text,
  sizeBytes: count,
  modifiedAt: instant,
  addedAt: instant,
  sha256: orNull(sha256Text),
  facts: orNull(facts),
  status: statusShape,
  analysis: orNull(analysis),
  review: fields({ note: text, events: listOf(event), bookmarks: listOf(bookmark), nextNumber: count }),
});

/** A {@link Case} that came from outside. */
export const caseShape: Shape = fields({
  id: text,
  name: text,
  createdAt: instant,
  notes: text,
  settings: fields({
    eventsByModel: mapOf(eventSettings),
    presets: listOf(fields({ name: text, modelId: text, settings: eventSettings })),
  }),
  clips: listOf(clip),
});

function samplingRate(value: unknown, path: string): void {
  if (value !== 'all') number(value, path);
}

function statusShape(value: unknown, path: string): void {
  fields({ kind: oneOf('waiting', 'analysing', 'finished', 'skipped', 'failed') })(value, path);
  if ((value as { kind: string }).kind === 'failed') fields({ message: text })(value, path);
}
