import type { Alert, AlarmChange } from '../../analysis/pure.ts';
import type { AlertSignals } from './alert-signals.ts';
import type { LiveSettings } from './live-settings.svelte.ts';

export interface LiveAlert extends Alert {
  readonly id: number;
  /** Milliseconds since 1970 at which its span began, and at which it was raised. */
  readonly startedAt: number;
  readonly raisedAt: number;
  readonly isAcknowledged: boolean;
}

/** Alerts kept in the list; the oldest give way. */
export const mostAlerts = 200;

/** The alerts of this visit, newest first, and how they are told. */
export class LiveAlerts {
  readonly #signals: AlertSignals;
  readonly #settings: LiveSettings;
  #list = $state.raw<readonly LiveAlert[]>([]);
  #isMuted = $state(false);
  #lastId = 0;

  constructor(signals: AlertSignals, settings: LiveSettings) {
    this.#signals = signals;
    this.#settings = settings;
  }

  get list(): readonly LiveAlert[] {
    return this.#list;
  }
  /** Open or just over, and not yet acknowledged: what the banner shows, newest first. */
  unseen = $derived(this.#list.filter(({ isAcknowledged }) => !isAcknowledged));
  get isMuted(): boolean {
    return this.#isMuted;
  }

  /** Sounds and notifications off or on; the banner always shows. */
  mute(isMuted: boolean): void {
    this.#isMuted = isMuted;
  }

  /**
   * @param zero instant of time 0 of the source, ms since 1970
   * @param now ms since 1970
   * @returns the alerts that were raised
   */
  apply(changes: readonly AlarmChange[], zero: number, now: number): readonly LiveAlert[] {
    const raised: LiveAlert[] = [];
    for (const { kind, alert } of changes) {
      if (kind === 'raised') raised.push(this.#raise(alert, zero, now));
      else this.#update(alert);
    }
    return raised;
  }

  acknowledge(id: number): void {
    this.#list = this.#list.map((alert) => (alert.id === id ? { ...alert, isAcknowledged: true } : alert));
  }

  acknowledgeAll(): void {
    this.#list = this.#list.map((alert) => ({ ...alert, isAcknowledged: true }));
  }

  #raise(alert: Alert, zero: number, now: number): LiveAlert {
    const startedAt = zero + alert.start * 1000;
    const raised = { ...alert, id: ++this.#lastId, startedAt, raisedAt: now, isAcknowledged: false };
    this.#list = [raised, ...this.#list].slice(0, mostAlerts);
    const { hasSound, hasNotification } = this.#settings.values;
    if (hasSound && !this.#isMuted) this.#signals.beep();
    if (hasNotification && !this.#isMuted)
      this.#signals.notify(
        `${alert.label} ${alert.score.toFixed(2)}`,
        'Vigil sees this in the live picture.',
      );
    return raised;
  }

  #update(alert: Alert): void {
    const at = this.#list.findIndex(({ label, isOpen }) => isOpen && label === alert.label);
    if (at >= 0) this.#list = this.#list.with(at, { ...(this.#list[at] as LiveAlert), ...alert });
  }
}
