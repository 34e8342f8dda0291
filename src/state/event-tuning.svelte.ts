import type {
  CaseSettings,
  EventPreset,
  EventSettings,
  Hysteresis,
  ModelManifest,
} from '../contract/index.ts';
import { builtInPresets, ownSettings, type BuiltInPreset } from './event-presets.ts';

export const hysteresisFields = ['enter', 'exit', 'minDuration', 'maxGap'] as const;
export type HysteresisField = (typeof hysteresisFields)[number];

/** Where the settings of the open case are kept. */
export interface CaseSettingsKeeper {
  get(): CaseSettings;
  put(settings: CaseSettings): void;
}

/** Hears of each adjustment once it has come to rest, for the log of the case. */
export type SettledListener = (what: string, value: unknown) => void;

/** Settings that last as long as the page: while no case is open. */
export function visitSettings(): CaseSettingsKeeper {
  let kept: CaseSettings = { eventsByModel: {}, presets: [] };
  return { get: () => kept, put: (settings) => void (kept = settings) };
}

/** A slider that rests this long has come to rest, ms. */
const settlesAfter = 400;

/**
 * How events are read off the tracks. Starts from the model's own values; every change is live, because only
 * smoothing and detection run again. It is kept with the case, and told, once it has come to rest.
 */
export class EventTuning {
  #keeper: CaseSettingsKeeper;
  #onSettled: SettledListener = () => undefined;
  #manifest = $state.raw<ModelManifest | null>(null);
  #settings = $state.raw<EventSettings>({ halfLife: 0, hysteresis: {} });
  #allPresets = $state.raw<readonly EventPreset[]>([]);
  #settling: ReturnType<typeof setTimeout> | null = null;

  constructor(keeper: CaseSettingsKeeper = visitSettings()) {
    this.#keeper = keeper;
  }

  get settings(): EventSettings {
    return this.#settings;
  }
  /** Whether a model has said what to watch for. */
  get isKnown(): boolean {
    return this.#manifest !== null;
  }
  get labels(): readonly string[] {
    return Object.keys(this.#settings.hysteresis);
  }
  readonly defaults = $derived.by((): EventSettings =>
    this.#manifest ? ownSettings(this.#manifest) : { halfLife: 0, hysteresis: {} },
  );
  readonly isChanged = $derived.by(() => !isSame(this.#settings, this.defaults));

  /** Presets that come with the model. */
  readonly builtIn = $derived.by((): readonly BuiltInPreset[] =>
    this.#manifest ? builtInPresets(this.#manifest) : [],
  );
  /** Presets that a person kept with this case for this model. */
  readonly presets = $derived.by(() =>
    this.#allPresets.filter(({ modelId }) => modelId === this.#manifest?.id),
  );
  /** Name of the preset whose values are in force; null when they were changed by hand. */
  readonly inForce = $derived.by((): string | null => {
    const all = [...this.builtIn, ...this.presets];
    return all.find(({ settings }) => isSame(settings, this.#settings))?.name ?? null;
  });

  set onSettled(listener: SettledListener) {
    this.#onSettled = listener;
  }

  /** Another case is open: what is still on its way goes to the one before, then its own values are taken. */
  useCase(keeper: CaseSettingsKeeper): void {
    this.settle();
    this.#keeper = keeper;
    this.#read();
  }

  /** Takes the model's values, then what was set for this model in this case before. */
  async adopt(manifest: ModelManifest): Promise<void> {
    this.settle();
    this.#manifest = manifest;
    this.#read();
  }

  setHalfLife(seconds: number): void {
    this.#change({ ...this.#settings, halfLife: Math.max(0, seconds) });
  }

  /** Keeps exit ≤ enter by moving the other one along. */
  set(label: string, field: HysteresisField, value: number): void {
    const before = this.#settings.hysteresis[label];
    if (!before || !Number.isFinite(value)) return;
    const after = { ...before, [field]: Math.max(0, value) };
    if (field === 'enter') after.exit = Math.min(after.exit, after.enter);
    if (field === 'exit') after.enter = Math.max(after.enter, after.exit);
    this.#change({ ...this.#settings, hysteresis: { ...this.#settings.hysteresis, [label]: after } });
  }

  /** Puts the values of a preset in force, those that ship with the model or a person's own. */
  apply({ settings }: Pick<EventPreset, 'settings'>): void {
    this.#change(settings);
    this.settle();
  }

  reset(): void {
    this.#change(this.defaults);
    this.settle();
  }

  /** Keeps the values in force under a name; one of that name is replaced. Does nothing for a name without letters. */
  keepPreset(name: string): void {
    const modelId = this.#manifest?.id;
    const wanted = name.trim();
    if (modelId === undefined || wanted === '') return;
    const preset = { name: wanted, modelId, settings: this.#settings };
    this.#putPresets([...this.#without(wanted), preset]);
    this.#onSettled('preset', preset);
  }

  forgetPreset(name: string): void {
    this.#putPresets(this.#without(name));
    this.#onSettled('preset-removed', { name, modelId: this.#manifest?.id });
  }

  /** What is still on its way to the case goes there now. */
  settle(): void {
    if (this.#settling === null) return;
    clearTimeout(this.#settling);
    this.#settling = null;
    const id = this.#manifest?.id;
    if (id === undefined) return;
    const kept = this.#keeper.get();
    if (isSame(kept.eventsByModel[id] ?? this.defaults, this.#settings)) return;
    this.#keeper.put({ ...kept, eventsByModel: { ...kept.eventsByModel, [id]: this.#settings } });
    this.#onSettled('events', { model: id, ...this.#settings });
  }

  #read(): void {
    const { eventsByModel, presets } = this.#keeper.get();
    const stored = eventsByModel[this.#manifest?.id ?? ''];
    const labels = Object.keys(this.defaults.hysteresis);
    this.#settings = isEventSettings(stored, labels) ? stored : this.defaults;
    this.#allPresets = presets;
  }

  #change(settings: EventSettings): void {
    this.#settings = settings;
    if (this.#settling !== null) clearTimeout(this.#settling);
    this.#settling = setTimeout(() => this.settle(), settlesAfter);
  }

  #without(name: string): readonly EventPreset[] {
    return this.#allPresets.filter((preset) => preset.name !== name || preset.modelId !== this.#manifest?.id);
  }

  #putPresets(presets: readonly EventPreset[]): void {
    this.#allPresets = presets;
    this.#keeper.put({ ...this.#keeper.get(), presets });
  }
}

function isSame(a: EventSettings, b: EventSettings): boolean {
  const [labels, others] = [Object.keys(a.hysteresis), Object.keys(b.hysteresis)];
  return (
    a.halfLife === b.halfLife &&
    labels.length === others.length &&
    labels.every((label) =>
      hysteresisFields.every((field) => a.hysteresis[label]?.[field] === b.hysteresis[label]?.[field]),
    )
  );
}

function isEventSettings(value: unknown, labels: readonly string[]): value is EventSettings {
  const { halfLife, hysteresis } = (value ?? {}) as Partial<EventSettings>;
  if (typeof halfLife !== 'number' || typeof hysteresis !== 'object') return false;
  return labels.every((label) =>
    hysteresisFields.every((field) => Number.isFinite(hysteresis[label]?.[field as keyof Hysteresis])),
  );
}
