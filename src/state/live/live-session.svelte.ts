import { AppError, isAbort, messageOf } from '../../base/index.ts';
import { LiveAlarm, type AlarmChange } from '../../analysis/pure.ts';
import type {
  CaptureService,
  CaptureStatus,
  CropBox,
  LiveAnalysisService,
  LiveUpdate,
  ModelManifest,
} from '../../contract/index.ts';
import type { Engine } from '../engine.svelte.ts';
import type { EventTuning } from '../event-tuning.svelte.ts';
import type { Notices } from '../notices.svelte.ts';
import type { FrameClock } from '../playback.svelte.ts';
import type { Preferences } from '../preferences.svelte.ts';
import type { SettingsStore } from '../stores.ts';
import type { AlertSignals } from './alert-signals.ts';
import { captureEnded } from './capture-error.ts';
import { LiveAlerts } from './live-alerts.svelte.ts';
import type { SavedClip } from './live-clips.svelte.ts';
import { LiveCurve } from './live-curve.svelte.ts';
import { DelayMeter, type DelayFigures } from './live-latency.ts';
import type { Camera, LiveMedia, PictureWay, SourceChoice } from './live-media.ts';
import { handSpan, LiveRecording } from './live-recording.svelte.ts';
import { LiveSettings } from './live-settings.svelte.ts';

export interface LiveParts {
  readonly analysis: LiveAnalysisService;
  readonly engine: Engine;
  readonly tuning: EventTuning;
  readonly preferences: Preferences;
  readonly notices: Notices;
  readonly settings: SettingsStore;
  readonly clock: FrameClock;
  readonly page: LivePage;
  /** Takes a saved clip into the open case, or a new one. */
  readonly addClip: (file: File) => Promise<void>;
}

/** What a live source needs of the page. */
export interface LivePage {
  readonly media: LiveMedia;
  readonly signals: AlertSignals;
  readonly connect: () => CaptureService & Disposable;
  /** Milliseconds since 1970 with fractions, as the workers count them. */
  readonly instant: () => number;
  /** Whether pictures can be encoded in the worker. */
  readonly canEncode: boolean;
  /** Whether the tab is in sight. */
  readonly isShown: () => boolean;
}

export type LiveStatus = 'idle' | 'starting' | 'running' | 'stopped';

/** One plain sentence, and what to do. */
export interface LiveProblem {
  readonly message: string;
  readonly remedy: string;
}

type RowsUpdate = Extract<LiveUpdate, { kind: 'rows' }>;

/**
 * A camera or a shared screen, seen by the same network as a file. The pictures go from the browser to a capture worker
 * and from there to the network; the page sees probabilities. Everything kept here is bounded, however long it runs.
 */
export class LiveSession {
  readonly #parts: LiveParts;
  readonly #alarm = new LiveAlarm();
  readonly #delays = new DelayMeter();
  readonly settings: LiveSettings;
  readonly alerts: LiveAlerts;
  readonly curve: LiveCurve;
  readonly recording: LiveRecording;

  #status = $state<LiveStatus>('idle');
  #kind = $state<SourceChoice['kind']>('camera');
  #cameras = $state.raw<readonly Camera[]>([]);
  #stream = $state.raw<MediaStream | null>(null);
  #title = $state('');
  #way = $state('');
  #problem = $state.raw<LiveProblem | null>(null);
  #capture = $state.raw<CaptureStatus | null>(null);
  #dropped = $state(0);
  #crop = $state.raw<CropBox | null>(null);
  #delay = $state.raw<DelayFigures | null>(null);

  #abort = new AbortController();
  #worker: (CaptureService & Disposable) | null = null;
  /** Instant of time 0 of the source, ms since 1970; 0 before the first answer. */
  #zero = 0;
  #run: Promise<void> = Promise.resolve();

  constructor(parts: LiveParts) {
    this.#parts = parts;
    this.settings = new LiveSettings(parts.settings);
    this.alerts = new LiveAlerts(parts.page.signals, this.settings);
    this.curve = new LiveCurve(parts.tuning);
    this.recording = new LiveRecording(this.settings, parts.notices);
  }

  get status(): LiveStatus {
    return this.#status;
  }
  get isOn(): boolean {
    return this.#status === 'starting' || this.#status === 'running';
  }
  get cameras(): readonly Camera[] {
    return this.#cameras;
  }
  /** To be shown as it is; null when nothing is captured. */
  get stream(): MediaStream | null {
    return this.#stream;
  }
  get kind(): SourceChoice['kind'] {
    return this.#kind;
  }
  /** What the source calls itself. */
  get title(): string {
    return this.#title;
  }
  /** How pictures reach the network, in words. */
  get way(): string {
    return this.#way;
  }
  /** Why it does not run. */
  get problem(): LiveProblem | null {
    return this.#problem;
  }
  get capture(): CaptureStatus | null {
    return this.#capture;
  }
  /** Samples that the network was too late for. */
  get dropped(): number {
    return this.#dropped;
  }
  get crop(): CropBox | null {
    return this.#crop;
  }
  get delay(): DelayFigures | null {
    return this.#delay;
  }

  /** Reads the settings and the list of cameras, and follows that. Returns how to leave. */
  enter(): () => void {
    const { page, notices } = this.#parts;
    const list = (): void => void this.#listCameras();
    void this.settings.load().catch((error: unknown) => notices.report(error));
    list();
    const stop = page.media.onCameras(list);
    return () => {
      stop();
      void this.leave();
    };
  }

  /** Begins with a source, in place of the one before. To be called from a press of a button. */
  async start(choice: SourceChoice): Promise<void> {
    await this.stop();
    const { page, engine, preferences } = this.#parts;
    const abort = (this.#abort = new AbortController());
    this.#forget();
    this.#kind = choice.kind;
    this.#status = 'starting';
    try {
      const stream = await page.media.open(choice);
      if (abort.signal.aborted) return stopTracks(stream);
      this.#show(stream);
      const { manifest } = await engine.start(preferences.backend);
      abort.signal.throwIfAborted();
      this.#run = this.#work(stream, manifest, abort);
    } catch (error) {
      this.#fail(error, abort);
    }
  }

  /** Lets go of the source at once. The curve, the alerts and the recording stay to be looked at. */
  async stop(): Promise<void> {
    this.#letGo(this.#abort);
    await this.#run;
  }

  /** Stops, and lets go of the rolling recording; saved clips stay for this visit. */
  async leave(): Promise<void> {
    await this.stop();
    this.recording.clear();
    this.#worker?.[Symbol.dispose]();
    this.#worker = null;
  }

  /** Saves the last half minute, or as much of it as there is. */
  async saveLast(): Promise<SavedClip | null> {
    const to = this.recording.status?.to ?? 0;
    return this.recording.save({ from: Math.max(0, to - handSpan), to, labels: [] }, this.#zero);
  }

  async addToCase(clip: SavedClip): Promise<void> {
    this.recording.clips.markAdded(clip.id);
    await this.#parts.addClip(clip.file);
  }

  setSound(isOn: boolean): void {
    if (isOn) this.#parts.page.signals.allowSound();
    this.settings.set('hasSound', isOn);
  }

  /** Asks for the permission when switched on; stays off when it is refused. */
  async setNotifications(isOn: boolean): Promise<void> {
    this.settings.set('hasNotification', isOn);
    if (!isOn || (await this.#parts.page.signals.allowNotifications())) return;
    this.settings.set('hasNotification', false);
    this.#parts.notices.tell('The browser does not let Vigil show notifications.');
  }

  /** Until the source ends, something fails, or it is stopped. */
  async #work(stream: MediaStream, manifest: ModelManifest, abort: AbortController): Promise<void> {
    const { page, analysis } = this.#parts;
    const { signal } = abort;
    const worker = (this.#worker ??= page.connect());
    const began = page.instant();
    this.recording.begin(worker, stream, page.canEncode, () =>
      Math.max(0, (page.instant() - (this.#zero || began)) / 1000),
    );
    const { port1, port2 } = new MessageChannel();
    const jobs = [
      this.#follow(worker, stream, manifest, port1, abort),
      this.#watch(analysis.analyseLive(port2, { signal }), signal),
      untilEnded(stream, signal),
    ];
    // The first that is over tells why; the others then end by abort.
    for (const job of jobs) job.catch(() => undefined);
    this.#status = 'running';
    try {
      await Promise.race(jobs);
      const { code, message, remedy } = captureEnded(this.#kind);
      throw new AppError(code, message, { remedy });
    } catch (error) {
      this.#fail(error, abort);
      this.#apply(this.#alarm.end());
      await this.recording.end(this.#capture?.time ?? 0, this.#zero);
    }
  }

  async #follow(
    worker: CaptureService,
    stream: MediaStream,
    manifest: ModelManifest,
    samples: MessagePort,
    abort: AbortController,
  ): Promise<void> {
    const { page } = this.#parts;
    const { signal } = abort;
    const way: PictureWay = page.media.picturesOf(stream);
    this.#way = way.detail;
    const plan = {
      fps: manifest.sampling.fps,
      shortSide: manifest.preprocessing.workingShortSide,
      isRecorded: page.canEncode,
    };
    const statuses = worker.capture(way.source, plan, samples, { signal });
    let next = await statuses.next();
    const feeding = way.feed?.((picture, at) => worker.feed(picture, at, { signal }), signal);
    feeding?.catch((error: unknown) => this.#fail(error, abort));
    for (; !next.done; next = await statuses.next()) {
      this.#capture = next.value;
      await this.recording.follow(next.value, this.alerts.list, this.#zero);
    }
  }

  async #watch(updates: AsyncGenerator<LiveUpdate, void>, signal: AbortSignal): Promise<void> {
    for await (const update of updates) {
      signal.throwIfAborted();
      if (update.kind === 'rows') this.#take(update);
      if (update.kind === 'gap') this.#apply(this.#alarm.end());
      if (update.kind === 'crop') this.#crop = update.crop;
      if (update.kind === 'device-rebuilt') this.#parts.engine.noteRebuilt(update.backend);
    }
  }

  #take({ rows, analysedTo, capturedAt, newest, dropped }: RowsUpdate): void {
    if (this.#zero === 0) this.#zero = capturedAt - newest * 1000;
    this.curve.append(rows, analysedTo);
    this.#dropped = dropped;
    this.#apply(this.#alarm.step(rows, this.#parts.tuning.settings));
    void this.#measure(capturedAt);
  }

  #apply(changes: readonly AlarmChange[]): void {
    this.recording.raise(this.alerts.apply(changes, this.#zero, this.#parts.page.instant()));
  }

  /** From the newest picture to the frame of the screen that shows its probability; a hidden tab shows none. */
  async #measure(capturedAt: number): Promise<void> {
    if (!this.#parts.page.isShown()) return;
    await this.#parts.clock.nextTick();
    this.#delays.add(this.#parts.page.instant() - capturedAt);
    this.#delay = this.#delays.figures;
  }

  #show(stream: MediaStream): void {
    this.#stream = stream;
    this.#title = stream.getVideoTracks()[0]?.label ?? '';
    // Cameras have names from now on.
    void this.#listCameras();
  }

  #fail(error: unknown, abort: AbortController): void {
    const isStopped = abort.signal.aborted;
    if (abort === this.#abort) this.#letGo(abort);
    if (isStopped || isAbort(error)) return;
    if (error instanceof AppError) {
      this.#problem = { message: error.message, remedy: error.remedy ?? '' };
    } else {
      this.#problem = { message: `The live picture stopped: ${messageOf(error)}`, remedy: 'Start it again.' };
      this.#parts.notices.report(error);
    }
  }

  #letGo(abort: AbortController): void {
    abort.abort();
    if (this.#stream) stopTracks(this.#stream);
    this.#stream = null;
    if (this.isOn) this.#status = 'stopped';
  }

  #forget(): void {
    this.#alarm.end();
    this.#delays.clear();
    this.curve.clear();
    this.recording.clear();
    this.#zero = 0;
    this.#problem = null;
    this.#capture = null;
    this.#dropped = 0;
    this.#crop = null;
    this.#delay = null;
  }

  async #listCameras(): Promise<void> {
    this.#cameras = await this.#parts.page.media.cameras().catch(() => []);
  }
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** Resolves when the source ends by itself; rejects on abort. */
function untilEnded(stream: MediaStream, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    for (const track of stream.getVideoTracks())
      track.addEventListener('ended', () => resolve(), { once: true });
  });
}
