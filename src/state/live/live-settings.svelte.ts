import type { SettingsStore } from '../stores.ts';

export interface LiveValues {
  readonly hasSound: boolean;
  readonly hasNotification: boolean;
  readonly savesAlerts: boolean;
  /** Seconds of a clip before an alert began and after it ended. */
  readonly preRoll: number;
  readonly postRoll: number;
}

const defaults: LiveValues = {
  hasSound: false,
  hasNotification: false,
  savesAlerts: true,
  preRoll: 10,
  postRoll: 5,
};

const isSwitch = (value: unknown): boolean => typeof value === 'boolean';
const isRoll = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= 60;
const allowed: { readonly [K in keyof LiveValues]: (value: unknown) => boolean } = {
  hasSound: isSwitch,
  hasNotification: isSwitch,
  savesAlerts: isSwitch,
  preRoll: isRoll,
  postRoll: isRoll,
};

/** How a live source alerts and records, as the person chose and expects to find again. */
export class LiveSettings {
  readonly #store: SettingsStore;
  #values = $state.raw<LiveValues>(defaults);

  constructor(store: SettingsStore) {
    this.#store = store;
  }

  get values(): LiveValues {
    return this.#values;
  }

  async load(): Promise<void> {
    const stored = ((await this.#store.get('live')) ?? {}) as Record<string, unknown>;
    const known = Object.entries(stored).filter(
      ([key, value]) => Object.hasOwn(allowed, key) && allowed[key as keyof LiveValues](value),
    );
    this.#values = { ...defaults, ...Object.fromEntries(known) };
  }

  set<K extends keyof LiveValues>(key: K, value: LiveValues[K]): void {
    if (!allowed[key](value)) return;
    this.#values = { ...this.#values, [key]: value };
    this.#store.put('live', this.#values);
  }
}
