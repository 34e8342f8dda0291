import type { CaptureService, CaptureStatus, RecordedClip, RecordingStatus } from '../../contract/index.ts';
import type { Notices } from '../notices.svelte.ts';
import { AlertRecording, type WantedClip } from './alert-recording.ts';
import type { LiveAlert } from './live-alerts.svelte.ts';
import { LiveClips, type SavedClip } from './live-clips.svelte.ts';
import type { LiveSettings } from './live-settings.svelte.ts';
import { SegmentRecorder } from './segment-recorder.ts';

/** What 'save the last while' saves, s. */
export const handSpan = 30;

/** The rolling recording of a live source, and the clips that are cut out of it by hand and by alerts. */
export class LiveRecording {
  readonly #settings: LiveSettings;
  readonly #notices: Notices;
  readonly #wanted = new AlertRecording();
  readonly clips = new LiveClips();
  #status = $state.raw<RecordingStatus | null>(null);
  #isSaving = $state(false);
  #worker: CaptureService | null = null;
  #segments: SegmentRecorder | null = null;

  constructor(settings: LiveSettings, notices: Notices) {
    this.#settings = settings;
    this.#notices = notices;
  }

  /** null when nothing is or can be recorded. */
  get status(): RecordingStatus | null {
    return this.#status;
  }
  get isSaving(): boolean {
    return this.#isSaving;
  }

  /**
   * Begins anew. The worker records by itself where it can; else MediaRecorder does, where there is one.
   * @param now seconds on the time axis of the source
   */
  begin(worker: CaptureService, stream: MediaStream, canEncode: boolean, now: () => number): void {
    this.clear();
    this.#worker = worker;
    if (canEncode || !SegmentRecorder.isThere()) return;
    this.#segments = new SegmentRecorder(stream, now);
    this.#segments.start();
  }

  /** Lets go of what was recorded; saved clips stay. */
  clear(): void {
    void this.#segments?.stop();
    this.#segments = null;
    this.#worker = null;
    this.#status = null;
    this.#wanted.finish(0);
  }

  raise(alerts: readonly LiveAlert[]): void {
    if (!this.#settings.values.savesAlerts) return;
    for (const alert of alerts) this.#wanted.raise(alert, this.#settings.values);
  }

  /** Cuts the clip that is due, if one is. */
  async follow(capture: CaptureStatus, alerts: readonly LiveAlert[], zero: number): Promise<void> {
    this.#status = this.#segments?.status ?? capture.recording;
    const status = { time: capture.time, recording: this.#status };
    const due = this.#wanted.due(alerts, status, this.#settings.values);
    if (due) await this.save(due, zero);
  }

  /** The source stopped at `time`, s: a clip that is still wanted ends there. */
  async end(time: number, zero: number): Promise<void> {
    await this.#segments?.stop();
    const rest = this.#wanted.finish(time);
    if (rest) await this.save(rest, zero);
  }

  /** As much of the span as is there; a failure is told. */
  async save({ from, to, labels }: WantedClip, zero: number): Promise<SavedClip | null> {
    this.#isSaving = true;
    try {
      const clip = await this.#cut(from, to);
      if (clip) return this.clips.add(clip, zero, labels);
      this.#notices.tell('There is nothing in the rolling recording to save.');
    } catch (error) {
      this.#notices.report(error);
    } finally {
      this.#isSaving = false;
    }
    return null;
  }

  async #cut(from: number, to: number): Promise<RecordedClip | null> {
    const task = { signal: new AbortController().signal };
    const parts = await this.#segments?.parts(from, to);
    return (await (parts ? this.#worker?.join(parts, task) : this.#worker?.clip(from, to, task))) ?? null;
  }
}
