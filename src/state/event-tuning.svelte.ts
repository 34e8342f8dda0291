import { normalLabel, type EventSettings, type Hysteresis, type ModelManifest } from '../contract/index.ts';
import type { SettingsStore } from './stores.ts';

export const hysteresisFields = ['enter', 'exit', 'minDuration', 'maxGap'] as const;
export type HysteresisField = (typeof hysteresisFields)[number];

/**
 * How events are read off the tracks. Starts from the model's own values; every change is live, because only
 * smoothing and detection run again.
 */
export class EventTuning {
  readonly #store: SettingsStore;
  #modelId = '';
  #defaults = $state.raw<EventSettings>({ halfLife: 0, hysteresis: {} });
  #settings = $state.raw<EventSettings>({ halfLife: 0, hysteresis: {} });

  constructor(store: SettingsStore) {
    this.#store = store;
  }

  get settings(): EventSettings {
    return this.#settings;
  }
  get defaults(): EventSettings {
    return this.#defaults;
  }
  get labels(): readonly string[] {
    return Object.keys(this.#settings.hysteresis);
  }
  isChanged = $derived(JSON.stringify(this.#settings) !== JSON.stringify(this.#defaults));

  /** Takes the model's values, then what the person had set for this model before. */
  async adopt(manifest: ModelManifest): Promise<void> {
    const watched = Object.entries(manifest.thresholds).filter(([label]) => label !== normalLabel);
    this.#modelId = manifest.id;
    this.#defaults = { halfLife: manifest.smoothing.halfLife, hysteresis: Object.fromEntries(watched) };
    this.#settings = this.#defaults;
    const stored = await this.#store.get(this.#key);
    if (isEventSettings(stored, this.labels)) this.#settings = stored;
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

  reset(): void {
    this.#change(this.#defaults);
  }

  get #key(): string {
    return `event-settings:${this.#modelId}`;
  }

  #change(settings: EventSettings): void {
    this.#settings = settings;
    this.#store.put(this.#key, settings);
  }
}

function isEventSettings(value: unknown, labels: readonly string[]): value is EventSettings {
  const { halfLife, hysteresis } = (value ?? {}) as Partial<EventSettings>;
  if (typeof halfLife !== 'number' || typeof hysteresis !== 'object') return false;
  return labels.every((label) =>
    hysteresisFields.every((field) => Number.isFinite(hysteresis[label]?.[field as keyof Hysteresis])),
  );
}
