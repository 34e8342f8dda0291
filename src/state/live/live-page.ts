import { connectCapture } from '../../workers/index.ts';
import { pageSignals } from './alert-signals.ts';
import { pageMedia } from './live-media.ts';
import type { LivePage } from './live-session.svelte.ts';

/** The page's cameras, sounds and capture worker. */
export function livePage(): LivePage {
  const instant = (): number => performance.timeOrigin + performance.now();
  return {
    media: pageMedia(instant),
    signals: pageSignals(),
    connect: connectCapture,
    instant,
    canEncode: typeof VideoEncoder !== 'undefined',
    isShown: () => !document.hidden,
  };
}
