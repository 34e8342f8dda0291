import type { AnalysisService, LiveAnalysisService, VideoService } from '../contract/index.ts';
import type { CaseStore, FeatureUsage, PosterStore } from '../storage/index.ts';
import { AnalysisSession } from './analysis-session.svelte.ts';
import { ClipExports, type ClipExportsParts } from './clip-exports.svelte.ts';
import { ContainerTable } from './container-table.svelte.ts';
import { CaseDesk, type CaseDeskParts } from './cases/case-desk.svelte.ts';
import { CaseEvidence } from './cases/case-evidence.svelte.ts';
import { CaseOverview } from './cases/case-overview.svelte.ts';
import { DeviceFacts } from './device-facts.svelte.ts';
import { EventBrowser } from './event-browser.svelte.ts';
import { Engine } from './engine.svelte.ts';
import { PosterShelf } from './cases/poster-shelf.svelte.ts';
import { DatasetHandover } from './dataset-handover.svelte.ts';
import { EventTuning } from './event-tuning.svelte.ts';
import { ExplanationDesk } from './explanation.svelte.ts';
import { FeatureCache } from './feature-cache.svelte.ts';
import { LiveSession, type LivePage } from './live/live-session.svelte.ts';
import { ModelLibrary, type LibraryParts } from './model-library.svelte.ts';
import { Navigation } from './navigation.svelte.ts';
import type { Notices } from './notices.svelte.ts';
import { Playback, type FrameClock } from './playback.svelte.ts';
import { Preferences } from './preferences.svelte.ts';
import { ReviewDesk } from './review-desk.svelte.ts';
import type { AnalysisArchive, SettingsStore } from './stores.ts';
import { ThumbnailStrip } from './thumbnail-strip.svelte.ts';
import { TimelineView } from './timeline-view.svelte.ts';
import { createTrainingDesk, type TrainingDesk, type TrainingDeskParts } from './training-desk.ts';
import { Traffic, type TrafficSources } from './traffic.svelte.ts';

export interface WorkspaceParts {
  readonly video: VideoService;
  readonly analysis: AnalysisService & LiveAnalysisService;
  readonly models: Pick<LibraryParts, 'shelf' | 'readShipped' | 'models'>;
  readonly notices: Notices;
  readonly settings: SettingsStore;
  readonly archive: AnalysisArchive;
  readonly posters: PosterStore;
  readonly cases: { readonly store: CaseStore } & Pick<CaseDeskParts, 'hold' | 'newId'>;
  readonly exports: Pick<ClipExportsParts, 'connect'>;
  /** null when the browser stores nothing. */
  readonly features: FeatureUsage | null;
  readonly training: Pick<TrainingDeskParts, 'connect' | 'datasets' | 'archive'>;
  readonly traffic: TrafficSources;
  readonly live: LivePage;
  readonly clock: FrameClock;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Fetches the bundled sample as a file. */
  readonly fetchSample: () => Promise<File>;
  /** Fetches the page that verifies a bundle by itself. */
  readonly fetchVerifier: () => Promise<Uint8Array<ArrayBuffer>>;
}

/** What the bundled sample is called. */
export const sampleName = 'vigil-sample.mp4';

/** Everything the screens show, wired once. */
export class Workspace {
  readonly notices: Notices;
  readonly navigation = new Navigation();
  readonly preferences: Preferences;
  readonly models: ModelLibrary;
  readonly featureCache: FeatureCache;
  readonly engine: Engine;
  readonly tuning: EventTuning;
  readonly session: AnalysisSession;
  readonly playback: Playback;
  readonly thumbnails: ThumbnailStrip;
  readonly events: EventBrowser;
  readonly review: ReviewDesk;
  readonly handover: DatasetHandover;
  readonly timeline: TimelineView;
  readonly cases: CaseDesk;
  readonly overview: CaseOverview;
  readonly evidence: CaseEvidence;
  readonly posters: PosterShelf;
  readonly training: TrainingDesk;
  readonly live: LiveSession;
  readonly exports: ClipExports;
  readonly why: ExplanationDesk;
  readonly container: ContainerTable;
  readonly traffic: Traffic;
  readonly device = new DeviceFacts();
  readonly #parts: WorkspaceParts;

  constructor(parts: WorkspaceParts) {
    const { video, analysis, notices, now } = parts;
    this.#parts = parts;
    this.notices = notices;
    this.preferences = new Preferences(parts.settings);
    this.tuning = new EventTuning();
    this.models = new ModelLibrary({
      ...parts.models,
      service: analysis,
      settings: parts.settings,
      notices,
      now,
    });
    this.engine = new Engine(analysis, this.models, notices, (manifest) => this.tuning.adopt(manifest));
    this.featureCache = new FeatureCache(parts.features, notices);
    this.traffic = new Traffic(parts.traffic);
    this.playback = new Playback(video, notices, parts.clock);
    this.thumbnails = new ThumbnailStrip(video, this.playback);
    this.session = new AnalysisSession({
      video,
      analysis,
      engine: this.engine,
      tuning: this.tuning,
      preferences: this.preferences,
      notices,
      archive: parts.archive,
      now,
    });
    this.cases = new CaseDesk({
      ...parts.cases,
      session: this.session,
      tuning: this.tuning,
      archive: parts.archive,
      settings: parts.settings,
      notices,
      sha256: (file) => video.sha256(file, { signal: new AbortController().signal }),
      now,
      by: () => this.preferences.examiner,
    });
    this.overview = new CaseOverview(this.session);
    const decoder = (): Preferences['decoder'] => this.preferences.decoder;
    this.posters = new PosterShelf({ store: parts.posters, video, decoder });
    this.evidence = new CaseEvidence({
      cases: this.cases,
      session: this.session,
      video,
      archive: parts.archive,
      notices,
      models: () => {
        const used = this.engine.model;
        return [...this.models.list.map(({ model }) => model), ...(used ? [used] : [])];
      },
      fetchVerifier: parts.fetchVerifier,
      now,
      by: () => this.preferences.examiner,
    });
    this.exports = new ClipExports({
      ...parts.exports,
      session: this.session,
      playback: this.playback,
      notices,
      onExported: (activity) => this.cases.note(activity),
    });
    this.why = new ExplanationDesk({
      analysis,
      engine: this.engine,
      session: this.session,
      playback: this.playback,
      preferences: this.preferences,
    });
    this.container = new ContainerTable(video, this.playback, notices);
    this.live = new LiveSession({
      analysis,
      engine: this.engine,
      tuning: this.tuning,
      preferences: this.preferences,
      notices,
      settings: parts.settings,
      clock: parts.clock,
      page: parts.live,
      addClip: (file) => this.cases.receive({ files: [{ path: file.name, file }], skipped: 0, roots: [] }),
    });
    this.training = createTrainingDesk({
      ...parts.training,
      video,
      library: this.models,
      shelf: parts.models.shelf,
      notices,
      preferences: this.preferences,
      settings: parts.settings,
      now,
    });
    this.events = new EventBrowser(this.session, this.playback);
    this.review = new ReviewDesk({
      session: this.session,
      playback: this.playback,
      events: this.events,
      notices,
      keeper: { kept: (entry, means, action) => this.cases.reviewed(entry, means, action) },
      ranked: () => this.overview.ranked.map(({ entry }) => entry),
    });
    this.handover = new DatasetHandover({
      session: this.session,
      dataset: this.training.dataset,
      notices,
      showTraining: () => this.navigation.go('train'),
    });
    this.timeline = new TimelineView(() => this.#clipSpan());
    this.session.onSelect = () => void this.showSelected();
  }

  /** Reads what was kept, then warms the engine up so that the first clip need not wait for it. */
  async start(): Promise<void> {
    await this.preferences.load().catch((error: unknown) => this.notices.report(error));
    void this.training.dataset.load();
    void this.training.session.load();
    void this.#warmUp();
    await this.cases.start();
    await this.#findSampleAgain();
  }

  /** Puts the selected clip's picture on the player; nothing when its file has not been chosen again. */
  async showSelected(): Promise<void> {
    const entry = this.session.selected;
    this.cases.noteSelected();
    this.timeline.showAll();
    if (!entry?.file) return this.playback.close();
    await this.playback.open(entry.file, this.preferences.decoder, { maxWidth: 1280, maxHeight: 1280 });
  }

  async trySample(): Promise<void> {
    try {
      const file = await this.#parts.fetchSample();
      await this.cases.receive({ files: [{ path: file.name, file }], skipped: 0, roots: [] });
    } catch (error) {
      this.notices.report(error, { label: 'Try again', run: () => void this.trySample() });
    }
  }

  /**
   * Changes the backend and remembers the choice. A running analysis begins again on the new one; a backend that
   * cannot be had gives way to the automatic choice.
   */
  async chooseBackend(choice: Preferences['backend']): Promise<void> {
    const { session, engine, preferences } = this;
    const { running } = session;
    if (running) session.cancel(running);
    preferences.set('backend', choice);
    await engine.change(choice);
    if (engine.status === 'failed' && choice !== 'auto') {
      preferences.set('backend', 'auto');
      await engine.change('auto');
    }
    if (running) session.again(running);
  }

  /**
   * Lets Footage use another model and remembers it. A running analysis begins again with it; results that are there
   * stay with the model that gave them. A model that cannot be loaded leaves the one before in use.
   */
  async useModel(key: string): Promise<void> {
    const { session, engine, models, notices } = this;
    const { running } = session;
    if (running) session.cancel(running);
    const before = models.choose(key);
    try {
      await engine.reloadModel();
    } catch (error) {
      if (before !== null) models.choose(before);
      notices.report(error);
    }
    if (running) session.again(running);
  }

  /** Deletes an own model; Footage goes back to the shipped one if it used this. */
  async deleteModel(key: string): Promise<void> {
    const shipped = this.models.list.find(({ source }) => source === 'shipped');
    if (this.models.chosenKey === key && shipped) await this.useModel(shipped.key);
    await this.models.delete(key);
  }

  async chooseDecoder(choice: Preferences['decoder']): Promise<void> {
    this.preferences.set('decoder', choice);
    await this.showSelected();
  }

  /** The time axis of the selected clip: as declared, or as far as it is known while its length is not. */
  #clipSpan(): { from: number; to: number } {
    const entry = this.session.selected;
    const info = entry?.info ?? this.playback.info;
    const from = info?.start ?? 0;
    const known =
      info && info.duration !== null
        ? from + info.duration
        : Math.max(entry?.analysedTo ?? 0, this.playback.end ?? 0);
    return { from, to: known > from ? known : from + 1 };
  }

  /** The sample comes with the app, so nobody need be asked for its file. */
  async #findSampleAgain(): Promise<void> {
    const entry = this.cases.files.missing.find(({ path }) => path === sampleName);
    if (!entry) return;
    const file = await this.#parts.fetchSample().catch(() => null);
    if (file) await this.cases.files.supply(entry, file);
  }

  async #warmUp(): Promise<void> {
    try {
      await this.engine.start(this.preferences.backend);
    } catch (error) {
      this.notices.report(error, { label: 'Try again', run: () => void this.#warmUp() });
    }
  }
}
