import { isAbort, messageOf, type Progress } from '../base/index.ts';
import type {
  AnalysisService,
  Explanation,
  ExplanationMethod,
  ExplanationOptions,
  HeatPicture,
} from '../contract/index.ts';
import type { AnalysisSession } from './analysis-session.svelte.ts';
import type { ClipEntry } from './clip-entry.svelte.ts';
import type { Engine } from './engine.svelte.ts';
import { heatOf, leadingAt, methodTitles, stepAt, windowAt } from './explanation-facts.ts';
import type { Playback } from './playback.svelte.ts';
import type { Preferences } from './preferences.svelte.ts';

export interface ExplanationParts {
  readonly analysis: Pick<AnalysisService, 'explain'>;
  readonly engine: Pick<Engine, 'model'>;
  readonly session: Pick<AnalysisSession, 'selected'>;
  readonly playback: Pick<Playback, 'position'>;
  readonly preferences: Pick<Preferences, 'decoder'>;
}

/** One window and class to be explained. */
interface Question {
  readonly file: File;
  readonly options: ExplanationOptions;
  /** What the analysis told for this window and class. */
  readonly probability: number;
  /** The same for the same question. */
  readonly key: string;
}

interface Answered {
  readonly key: string;
  readonly answer: Explanation;
}

interface Running {
  readonly key: string;
  /** 0 to 1; null while that is not known. */
  readonly share: number | null;
}

/** Answers kept; one is a few kilobytes. */
const mostKept = 64;

/** Why the window around the shown frame got its score: asked for by hand or while a panel is open. */
export class ExplanationDesk {
  readonly #parts: ExplanationParts;
  #label = $state<string | null>(null);
  #method = $state<ExplanationMethod | 'auto'>('auto');
  #opacity = $state(0.7);
  #isShown = $state(true);
  #isOpen = $state(false);
  #answers = $state.raw<readonly Answered[]>([]);
  #running = $state.raw<Running | null>(null);
  #failure = $state.raw<{ readonly key: string; readonly message: string } | null>(null);
  #held = $state.raw<{ readonly entry: string; readonly answer: Explanation } | null>(null);
  #abort = new AbortController();

  constructor(parts: ExplanationParts) {
    this.#parts = parts;
  }

  /** The class that was chosen; null for whichever leads. */
  get label(): string | null {
    return this.#label;
  }
  get method(): ExplanationMethod | 'auto' {
    return this.#method;
  }
  /** Of the heat over the picture, 0 to 1. */
  get opacity(): number {
    return this.#opacity;
  }
  get isShown(): boolean {
    return this.#isShown;
  }
  get running(): Running | null {
    return this.#running;
  }

  /** Why nothing can be explained here, a sentence; null when it can. */
  obstacle = $derived.by((): string | null => {
    const entry = this.#parts.session.selected;
    if (!entry?.file) return 'Choose the file of this clip again to look into its frames.';
    if (!entry.track || windowAt(entry.track, this.#parts.playback.position) === null)
      return 'Nothing has been analysed here yet.';
    const { model } = this.#parts.engine;
    if (!model) return 'The model is still being loaded.';
    const { result } = entry;
    if (result && result.model.sha256 !== model.identity.sha256)
      return `These probabilities are by the model ${result.model.id}, but ${model.identity.id} is in use. Analyse the clip again, or choose that model, to see why.`;
    return null;
  });

  question = $derived.by((): Question | null => {
    const entry = this.#parts.session.selected;
    const model = this.#parts.engine.model?.identity.sha256;
    if (this.obstacle !== null || !entry?.file || !entry.track || !model) return null;
    const row = windowAt(entry.track, this.#heldAt(entry) ?? this.#parts.playback.position);
    if (row === null) return null;
    const { labels, timestamps, values } = entry.track;
    const chosen = this.#label !== null && labels.includes(this.#label) ? this.#label : null;
    const label = chosen ?? leadingAt(entry.track, row);
    const at = timestamps[row] as number;
    const options = { ...this.#rule(entry), at, label, method: this.#method };
    const key = [model, entry.id, entry.runs, at, label, this.#method].join('|');
    const probability = values[row * labels.length + labels.indexOf(label)] as number;
    return { file: entry.file, options, probability, key };
  });

  /** The answer to the question in hand; null while there is none. */
  answer = $derived.by((): Explanation | null => {
    const key = this.question?.key;
    return this.#answers.find((answered) => answered.key === key)?.answer ?? null;
  });

  /** Step of the answer that looks at the shown frame. */
  step = $derived.by((): number | null => {
    const { answer } = this;
    return answer && stepAt(answer, this.#parts.playback.position);
  });

  /** What to lay over the shown frame while the panel is open. */
  heat = $derived.by((): HeatPicture | null => {
    return this.#isOpen && this.#isShown ? this.picture : null;
  });

  /** The heat of the shown frame with all that a caption says of it. */
  picture = $derived.by((): HeatPicture | null => {
    const { answer, step } = this;
    if (!answer || step === null) return null;
    const probability = answer.probabilities[answer.labels.indexOf(answer.label)] as number;
    const { model, label, window, region } = answer;
    const method = methodTitles[answer.method];
    return {
      model,
      label,
      probability,
      method,
      window,
      region,
      map: heatOf(answer, step),
      opacity: this.#opacity,
    };
  });

  /** Why the last try failed, if it was this question's. */
  get failure(): string | null {
    return this.#failure && this.#failure.key === this.question?.key ? this.#failure.message : null;
  }

  /** A panel that shows explanations came or went. */
  noteOpen(isOpen: boolean): void {
    this.#isOpen = isOpen;
    if (!isOpen) this.cancel();
  }

  /** Stays with the window in hand while the shown frame lies in it, so that a walk along its steps does not leave it. */
  hold(): void {
    const entry = this.#parts.session.selected;
    this.#held = entry && this.answer ? { entry: entry.id, answer: this.answer } : null;
  }

  choose(label: string | null): void {
    this.#label = label;
  }
  chooseMethod(method: ExplanationMethod | 'auto'): void {
    this.#method = method;
  }
  setOpacity(opacity: number): void {
    this.#opacity = Math.min(1, Math.max(0, opacity));
  }
  show(isShown: boolean): void {
    this.#isShown = isShown;
  }

  /** Answers the question in hand, once; a question that is being answered for another moment is dropped. */
  async ask(): Promise<void> {
    const { question } = this;
    if (!question || this.answer || this.#running?.key === question.key) return;
    this.cancel();
    const { signal } = (this.#abort = new AbortController());
    const { key, file, options } = question;
    this.#running = { key, share: null };
    this.#failure = null;
    const onProgress = ({ done, total }: Progress): void => {
      if (!signal.aborted) this.#running = { key, share: total ? Math.min(1, done / total) : null };
    };
    try {
      const answer = await this.#parts.analysis.explain(file, options, { signal, onProgress });
      if (signal.aborted) return;
      this.#answers = [...this.#answers.slice(1 - mostKept), { key, answer }];
    } catch (error) {
      if (!signal.aborted && !isAbort(error)) this.#failure = { key, message: messageOf(error) };
    } finally {
      if (!signal.aborted) this.#running = null;
    }
  }

  cancel(): void {
    this.#abort.abort();
    this.#running = null;
  }

  /** Centre of the window that is held, s; null when none is, or the shown frame has left it. */
  #heldAt({ id }: ClipEntry): number | null {
    const held = this.#held;
    if (!held || held.entry !== id) return null;
    return stepAt(held.answer, this.#parts.playback.position) === null ? null : held.answer.at;
  }

  /** How the clip was analysed, so that the same frames are met. */
  #rule({ result, info }: ClipEntry): Omit<ExplanationOptions, 'at' | 'label' | 'method'> {
    const decoder = info?.decoder ?? this.#parts.preferences.decoder;
    if (!result) return { decoder };
    const { fps, from, to } = result.plan;
    return {
      decoder,
      ...(fps === 'all' ? {} : { fps }),
      ...(from !== undefined && to !== undefined ? { span: { from, to } } : {}),
    };
  }
}
