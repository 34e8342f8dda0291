import { isAbort } from '../base/index.ts';
import type {
  ClipInfo,
  DecoderChoice,
  OpenedClip,
  Picture,
  PicturePlan,
  VideoService,
} from '../contract/index.ts';
import { indexAtOrBefore } from './nearest-index.ts';
import type { Notices } from './notices.svelte.ts';
import { PictureReel } from './picture-reel.ts';
import type { Jump } from './timecode.ts';
import type { TimeSpan } from './timeline-view.svelte.ts';

export type PlaybackStatus = 'empty' | 'opening' | 'paused' | 'playing' | 'failed';

/** The clock that paces playback: the page's frame clock, or a test's own. */
export interface FrameClock {
  /** Milliseconds. */
  now(): number;
  nextTick(): Promise<void>;
}

export interface Marks {
  readonly in: number | null;
  readonly out: number | null;
}

export type Pace = (typeof paces)[number];

type Draw = (bitmap: ImageBitmap) => void;
type PictureSize = Pick<PicturePlan, 'maxWidth' | 'maxHeight'>;

/** The speeds to choose from; the shuttle goes one further. */
export const paces = [0.25, 0.5, 1, 2, 4] as const;
const speeds = [...paces, 8] as const;
/** Pictures decoded ahead of the shown one, per unit of speed. */
const prefetch = 10;

/**
 * The canvas player. What is on the canvas, its timestamp and its frame number always belong together: position is
 * the exact presentation time of the picture that was last drawn.
 */
export class Playback {
  readonly #video: VideoService;
  readonly #notices: Notices;
  readonly #clock: FrameClock;

  #status = $state<PlaybackStatus>('empty');
  #opened = $state.raw<OpenedClip | null>(null);
  #frameTimes = $state.raw<Float64Array | null>(null);
  #position = $state(0);
  #target = $state<number | null>(null);
  #pace = $state<Pace>(1);
  #speed = $state(1);
  #rate = $state<number | null>(null);
  #marks = $state.raw<Marks>({ in: null, out: null });
  #isTrueSize = $state(false);
  #repeated = $state.raw<TimeSpan | null>(null);

  #reel: PictureReel | null = null;
  #fittedSize: PictureSize = { maxWidth: 0, maxHeight: 0 };
  #opening = new AbortController();
  #loop = 0;
  #stopAt: number | null = null;
  #draw: Draw | null = null;
  #isSeeking = false;
  #wish: (() => Promise<void>) | null = null;

  constructor(video: VideoService, notices: Notices, clock: FrameClock) {
    this.#video = video;
    this.#notices = notices;
    this.#clock = clock;
  }

  get status(): PlaybackStatus {
    return this.#status;
  }
  get info(): ClipInfo | null {
    return this.#opened?.info ?? null;
  }
  /** Of the opened clip, for what else is asked of it while it is open. */
  get clipId(): number | null {
    return this.#opened?.clipId ?? null;
  }
  get frameTimes(): Float64Array | null {
    return this.#frameTimes;
  }
  /** Presentation time of the picture on the canvas, s. */
  get position(): number {
    return this.#position;
  }
  /** Where the play head is to go; runs ahead of `position` while a picture is being fetched. */
  get head(): number {
    return this.#target ?? this.#position;
  }
  get isPlaying(): boolean {
    return this.#status === 'playing';
  }
  get isOpen(): boolean {
    return this.#status === 'paused' || this.#status === 'playing';
  }
  /** The speed that play runs at and the shuttle begins with. */
  get pace(): Pace {
    return this.#pace;
  }
  /** The speed it plays at, or last played at: a pace, or up to 8 by the shuttle; negative when running backwards. */
  get speed(): number {
    return this.#speed;
  }
  /** Measured share of the wanted speed while playing; null when there is nothing to say. */
  get rate(): number | null {
    return this.#rate;
  }
  /** Real time is the speed 1; at another, slower than that one. */
  get isSlowerThanWanted(): boolean {
    return this.isPlaying && this.#rate !== null && this.#rate < 0.92;
  }
  get marks(): Marks {
    return this.#marks;
  }
  /** The span that playing is confined to, over and over; null for the whole clip. */
  get repeated(): TimeSpan | null {
    return this.#repeated;
  }
  /** One pixel of the picture to one of the page, instead of the whole picture fitted in. */
  get isTrueSize(): boolean {
    return this.#isTrueSize;
  }
  /** Number of the frame on the canvas, 0 for the first; null while the frame index is not known. */
  frame = $derived.by(() => {
    const times = this.#frameTimes;
    return times && times.length > 0 ? indexAtOrBefore(times, this.#position, 1e-4) : null;
  });
  get frameCount(): number | null {
    return this.#frameTimes?.length ?? this.info?.frameCount ?? null;
  }
  get start(): number {
    return this.info?.start ?? 0;
  }
  /** End of the clip on its own time axis, s; null while not known. Containers may declare one before their last frame. */
  get end(): number | null {
    const { info } = this;
    const declared = info && info.duration !== null ? info.start + info.duration : null;
    const last = this.#frameTimes?.at(-1) ?? declared;
    return declared === null || last === null ? last : Math.max(declared, last);
  }

  /** The canvas: called with each picture as it becomes the shown one, before its bitmap may be closed. */
  attach(draw: Draw): () => void {
    this.#draw = draw;
    const picture = this.#reel?.current;
    if (picture) draw(picture.bitmap);
    return () => {
      if (this.#draw === draw) this.#draw = null;
    };
  }

  /** Opens a file in place of the one shown. Failures are told through the notices; `failed` stays on screen. */
  async open(file: File, decoder: DecoderChoice, fittedSize: PictureSize): Promise<void> {
    const closing = this.close();
    // Before anything is awaited, so that whatever is opened next ends this.
    const { signal } = (this.#opening = new AbortController());
    await closing;
    if (signal.aborted) return;
    this.#fittedSize = fittedSize;
    this.#status = 'opening';
    try {
      const opened = await this.#video.open(file, decoder, { signal });
      if (signal.aborted) return void this.#release(opened.clipId);
      this.#opened = opened;
      const frameSpan = 1 / Math.min(60, Math.max(1, opened.info.frameRate ?? 25));
      this.#reel = new PictureReel((plan, task) => this.#video.pictures(opened.clipId, plan, task), {
        size: fittedSize,
        maxBytes: 128e6,
        backSpan: 12 * frameSpan,
      });
      this.#show(await this.#reel.seek(opened.info.start));
      if (signal.aborted) return;
      this.#status = 'paused';
      const wish = this.#wish;
      this.#wish = null;
      void wish?.();
      await this.#indexFrames(opened.clipId, signal);
    } catch (error) {
      if (signal.aborted || isAbort(error)) return;
      this.#status = 'failed';
      this.#notices.report(error);
    }
  }

  async close(): Promise<void> {
    this.#opening.abort();
    this.#wish = null;
    this.#repeated = null;
    this.pause();
    this.#reel?.[Symbol.dispose]();
    this.#reel = null;
    const opened = this.#opened;
    this.#opened = null;
    this.#frameTimes = null;
    this.#target = null;
    this.#position = 0;
    this.#rate = null;
    this.#pace = 1;
    this.#isTrueSize = false;
    this.#marks = { in: null, out: null };
    this.#status = 'empty';
    if (opened) await this.#release(opened.clipId);
  }

  toggle(): void {
    if (this.isPlaying) this.pause();
    else this.play(this.#pace);
  }

  pause(): void {
    this.#loop += 1;
    this.#stopAt = null;
    this.#rate = null;
    if (this.#status === 'playing') this.#status = 'paused';
  }

  /** Plays at a signed speed from where the head is; from the start again when it stands at the end. */
  play(speed: number, stopAt: number | null = null): void {
    if (!this.isOpen || this.info?.kind === 'image') return;
    this.#loop += 1;
    this.#speed = speed;
    this.#rate = null;
    this.#stopAt = stopAt;
    this.#status = 'playing';
    void this.#guard(this.#playLoop(this.#loop));
  }

  /** Plays one span, as an event's, and stops at its end, or repeats it where a span was being repeated. */
  playSpan(from: number, to: number): Promise<void> {
    return this.whenOpen(async () => {
      if (this.#repeated) this.#repeated = { from, to };
      await this.seek(from);
      this.play(this.#pace, to);
    });
  }

  /** Does something with the clip: now, or as soon as the one that is being opened is there. */
  async whenOpen(work: () => Promise<void>): Promise<void> {
    if (this.isOpen) return work();
    this.#wish = work;
  }

  /** Confines playing to a span, which begins again at its end; null lets it go. */
  repeat(span: TimeSpan | null): void {
    this.#repeated = span && span.to > span.from ? span : null;
  }

  /** Chooses the speed; what is playing goes on at it at once, the same way. */
  choosePace(pace: Pace): void {
    this.#pace = pace;
    if (this.isPlaying) this.play(Math.sign(this.#speed) * pace, this.#stopAt);
  }

  /** J and L: starts in that direction at the pace, and doubles the speed each further time. */
  shuttle(direction: 1 | -1): void {
    const isSameWay = this.isPlaying && Math.sign(this.#speed) === direction;
    const faster = speeds.find((speed) => speed > Math.abs(this.#speed)) ?? 8;
    this.play(direction * (isSameWay ? faster : this.#pace));
  }

  /** Shows the frame at a time. While one seek is under way only the latest wish is kept. */
  async seek(time: number): Promise<void> {
    if (!this.isOpen) return;
    const wasPlaying = this.isPlaying ? this.#speed : null;
    this.pause();
    this.#target = Math.min(Math.max(time, this.start), this.end ?? Infinity);
    if (!this.#isSeeking) await this.#guard(this.#seekToTarget());
    if (wasPlaying !== null && !this.#isSeeking) this.play(wasPlaying);
  }

  /** Fits the picture in, or shows its true pixels; these are decoded anew where the fitted picture lacks them. */
  async showTrueSize(isTrueSize: boolean): Promise<void> {
    const { info } = this;
    if (!info || this.#isTrueSize === isTrueSize) return;
    this.#isTrueSize = isTrueSize;
    const { maxWidth, maxHeight } = this.#fittedSize;
    if (info.width <= maxWidth && info.height <= maxHeight) return;
    const [reel, wasPlaying, stopAt] = [this.#reel, this.isPlaying, this.#stopAt];
    reel?.resize(isTrueSize ? { maxWidth: info.width, maxHeight: info.height } : this.#fittedSize);
    this.pause();
    await this.seek(this.head + 1e-6);
    if (wasPlaying && !this.#isSeeking && reel === this.#reel) this.play(this.#speed, stopAt);
  }

  async seekFrame(frame: number): Promise<void> {
    const times = this.#frameTimes;
    if (!times || times.length === 0) return;
    const index = Math.min(Math.max(Math.round(frame), 0), times.length - 1);
    await this.seek((times[index] as number) + 1e-6);
  }

  async jump(to: Jump): Promise<void> {
    this.pause();
    await (to.kind === 'frame' ? this.seekFrame(to.frame) : this.seek(to.seconds));
  }

  /** One frame on or back, exactly. */
  async step(direction: 1 | -1): Promise<void> {
    this.pause();
    const reel = this.#reel;
    if (!reel || !this.isOpen || this.#isSeeking) return;
    await this.#guard(
      (direction === 1 ? reel.next() : reel.previous()).then((picture) => this.#show(picture)),
    );
  }

  mark(edge: 'in' | 'out'): void {
    const marks = { ...this.#marks, [edge]: this.#position };
    const isCrossed = marks.in !== null && marks.out !== null && marks.in > marks.out;
    this.#marks = isCrossed ? { in: null, out: null, [edge]: this.#position } : marks;
  }

  clearMarks(): void {
    this.#marks = { in: null, out: null };
  }

  async #seekToTarget(): Promise<void> {
    this.#isSeeking = true;
    try {
      while (this.#target !== null) {
        const wanted = this.#target;
        const reel = this.#reel;
        this.#show(await reel?.seek(wanted));
        if (this.#target === wanted) this.#target = null;
      }
    } finally {
      this.#isSeeking = false;
      this.#target = null;
    }
  }

  async #playLoop(loop: number): Promise<void> {
    const reel = this.#reel;
    if (!reel) return;
    const isForward = this.#speed > 0;
    const wantedAhead = prefetch * Math.max(1, this.#speed);
    if (this.#isOutside(reel.current?.timestamp)) await this.#rewind(reel, isForward);
    if (isForward && reel.following === undefined && !(await reel.fetchAhead())) await reel.seek(this.start);
    if (loop !== this.#loop) return;
    let anchor = { clock: this.#clock.now(), time: reel.current?.timestamp ?? this.start };
    let measured = anchor;
    while (loop === this.#loop) {
      const upcoming = isForward ? reel.following : reel.preceding;
      if (!upcoming) {
        const hasMore = await (isForward ? reel.fetchAhead() : reel.fetchBehind());
        if (loop !== this.#loop) return;
        if (hasMore) continue;
      }
      if (!upcoming || this.#isOutside(upcoming.timestamp)) {
        if (!this.#repeated) break;
        await this.#rewind(reel, isForward);
        if (loop !== this.#loop) return;
        measured = anchor = { clock: this.#clock.now(), time: this.#position };
        await this.#clock.nextTick();
        continue;
      }
      const due = anchor.clock + ((upcoming.timestamp - anchor.time) / this.#speed) * 1000;
      if (this.#clock.now() < due) {
        if (isForward && reel.ahead < wantedAhead && !reel.isFullAhead) void this.#guard(reel.fetchAhead());
        await this.#clock.nextTick();
        continue;
      }
      this.#show(await (isForward ? reel.next() : reel.previous()));
      const now = this.#clock.now();
      if (now - due > 60) anchor = { clock: now, time: this.#position };
      if (Math.abs(this.#speed) <= 1) await this.#clock.nextTick();
      if (now - measured.clock > 1000) {
        this.#rate = ((this.#position - measured.time) / this.#speed / (now - measured.clock)) * 1000;
        measured = { clock: now, time: this.#position };
      }
    }
    if (loop === this.#loop) this.pause();
  }

  /** Past where playing is to stop, or out of the repeated span; half a frame of 60 per second counts as within. */
  #isOutside(time: number | undefined): boolean {
    if (time === undefined) return false;
    const slack = 1 / 120;
    if (!this.#repeated) return this.#stopAt !== null && time > this.#stopAt;
    return time > this.#repeated.to || time < this.#repeated.from - slack;
  }

  async #rewind(reel: PictureReel, isForward: boolean): Promise<void> {
    const span = this.#repeated;
    if (span) this.#show(await reel.seek(isForward ? span.from : span.to));
  }

  #show(picture: Picture | undefined): void {
    if (!picture) return;
    this.#draw?.(picture.bitmap);
    this.#position = picture.timestamp;
  }

  async #indexFrames(clipId: number, signal: AbortSignal): Promise<void> {
    const times = await this.#video.frameTimes(clipId, { signal });
    if (!signal.aborted) this.#frameTimes = times;
  }

  async #release(clipId: number): Promise<void> {
    await this.#guard(this.#video.close(clipId, { signal: new AbortController().signal }));
  }

  async #guard(work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (error) {
      if (isAbort(error)) return;
      this.pause();
      this.#notices.report(error);
    }
  }
}
