import type { BackendChoice, DecoderChoice } from '../contract/index.ts';
import type { SettingsStore } from './stores.ts';

export type Theme = 'system' | 'dark' | 'light';

interface StoredPreferences {
  theme: Theme;
  overlayShown: boolean;
  stripShown: boolean;
  overlayOpacity: number;
  backend: BackendChoice;
  decoder: DecoderChoice;
  /** Who works, as they call themselves; stands in logs and reports, and nothing checks it. */
  examiner: string;
}

const defaults: StoredPreferences = {
  theme: 'system',
  overlayShown: true,
  stripShown: true,
  overlayOpacity: 0.85,
  backend: 'auto',
  decoder: 'auto',
  examiner: '',
};

const allowed: { readonly [K in keyof StoredPreferences]: (value: unknown) => boolean } = {
  theme: (v) => v === 'system' || v === 'dark' || v === 'light',
  overlayShown: (v) => typeof v === 'boolean',
  stripShown: (v) => typeof v === 'boolean',
  overlayOpacity: (v) => typeof v === 'number' && v >= 0.2 && v <= 1,
  backend: (v) => v === 'auto' || v === 'webgpu' || v === 'wasm' || v === 'cpu',
  decoder: (v) => v === 'auto' || v === 'webcodecs' || v === 'ffmpeg',
  examiner: (v) => typeof v === 'string' && v.length <= 200,
};

/** What the person chose and expects to find again. */
export class Preferences {
  readonly #store: SettingsStore;
  #values = $state<StoredPreferences>({ ...defaults });

  constructor(store: SettingsStore) {
    this.#store = store;
  }

  /** Values of an older or foreign version that are not allowed are passed over. */
  async load(): Promise<void> {
    const stored = ((await this.#store.get('preferences')) ?? {}) as Record<string, unknown>;
    const known = Object.entries(stored).filter(
      ([key, value]) => key in allowed && allowed[key as keyof StoredPreferences](value),
    );
    this.#values = { ...defaults, ...Object.fromEntries(known) };
  }

  get theme(): Theme {
    return this.#values.theme;
  }
  /** Small pictures along the timeline. */
  get stripShown(): boolean {
    return this.#values.stripShown;
  }
  get overlayShown(): boolean {
    return this.#values.overlayShown;
  }
  get overlayOpacity(): number {
    return this.#values.overlayOpacity;
  }
  get backend(): BackendChoice {
    return this.#values.backend;
  }
  get decoder(): DecoderChoice {
    return this.#values.decoder;
  }

  get examiner(): string {
    return this.#values.examiner;
  }

  set<K extends keyof StoredPreferences>(key: K, value: StoredPreferences[K]): void {
    if (!allowed[key](value)) return;
    this.#values[key] = value;
    this.#store.put('preferences', $state.snapshot(this.#values));
  }
}
