/** How an alert reaches a person who is not looking at the screen. */
export interface AlertSignals {
  /** To be called from a press of a button: only then may a page make sounds later. */
  allowSound(): void;
  beep(): void;
  /** Asks once. False when the person or the browser says no. */
  allowNotifications(): Promise<boolean>;
  notify(title: string, text: string): void;
}

/** Two short tones that rise, [frequency Hz, start s], not loud. */
const tones = [
  [660, 0],
  [880, 0.18],
] as const;
const toneLength = 0.14;
const loudness = 0.2;

/** The page's own: tones made on the spot, and the system's notifications. */
export function pageSignals(): AlertSignals {
  let audio: AudioContext | undefined;
  return {
    allowSound() {
      audio ??= new AudioContext();
      void audio.resume();
    },
    beep() {
      audio ??= new AudioContext();
      for (const [frequency, start] of tones) playTone(audio, frequency, audio.currentTime + start);
    },
    allowNotifications: async () =>
      typeof Notification !== 'undefined' && (await Notification.requestPermission()) === 'granted',
    notify(title, body) {
      if (typeof Notification === 'undefined' || Notification.permission !== 'granted') return;
      // A phone shows notifications only through the service worker; a page without one shows its own.
      void navigator.serviceWorker?.getRegistration().then((registration) => {
        const options = { body, tag: 'vigil-alert', icon: 'icon-512.png' };
        if (registration?.active) return registration.showNotification(title, options);
        new Notification(title, options);
        return undefined;
      });
    },
  };
}

function playTone(audio: AudioContext, frequency: number, at: number): void {
  const [tone, volume] = [audio.createOscillator(), audio.createGain()];
  tone.frequency.value = frequency;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(loudness, at + 0.01);
  volume.gain.linearRampToValueAtTime(0, at + toneLength);
  tone.connect(volume).connect(audio.destination);
  tone.start(at);
  tone.stop(at + toneLength);
}
