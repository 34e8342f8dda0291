import type { AnalysisService, LiveAnalysisService, ModelManifest } from '../contract/index.ts';
import { livePage } from '../state/index.ts';

/** What a camera showed for a while, and how long after. */
export interface LiveRun {
  /** Seconds since the first picture. */
  readonly timestamps: readonly number[];
  /** [rows][labels] */
  readonly probabilities: readonly (readonly number[])[];
  /** Of each row: milliseconds from its newest picture to the displayed frame after its arrival on the page. */
  readonly delays: readonly number[];
  readonly pictures: number;
  readonly dropped: number;
}

/** Watches the browser's own choice of a camera for so many seconds of its time. */
export async function watchCamera(
  analysis: AnalysisService & LiveAnalysisService,
  { sampling, preprocessing, labels }: ModelManifest,
  seconds: number,
): Promise<LiveRun> {
  const page = livePage();
  const abort = new AbortController();
  using worker = page.connect();
  const stream = await page.media.open({ kind: 'camera' });
  const { port1, port2 } = new MessageChannel();
  const plan = { fps: sampling.fps, shortSide: preprocessing.workingShortSide, isRecorded: true };
  const { source } = page.media.picturesOf(stream);
  let pictures = 0;
  const capturing = (async () => {
    for await (const status of worker.capture(source, plan, port1, abort)) pictures = status.pictures;
  })();
  const [timestamps, delays, probabilities]: [number[], number[], number[][]] = [[], [], []];
  let dropped = 0;
  for await (const update of analysis.analyseLive(port2, abort)) {
    if (update.kind !== 'rows') continue;
    timestamps.push(...update.rows.timestamps);
    for (let at = 0; at < update.rows.values.length; at += labels.length)
      probabilities.push(Array.from(update.rows.values.slice(at, at + labels.length)));
    dropped = update.dropped;
    await new Promise((resolve) => requestAnimationFrame(resolve));
    delays.push(page.instant() - update.capturedAt);
    if (update.newest >= seconds) break;
  }
  abort.abort();
  await capturing.catch(() => undefined);
  for (const track of stream.getTracks()) track.stop();
  return { timestamps, probabilities, delays, pictures, dropped };
}
