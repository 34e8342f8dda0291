import type { Playback, TimelineView } from '../../state/index.ts';

/** The keys of a slider: arrows for a frame, page keys for a tenth of the view, Home and End for the clip. */
export function seekByKey(event: KeyboardEvent, playback: Playback, timeline: TimelineView): void {
  if (event.shiftKey || event.ctrlKey || event.metaKey) return;
  const { visible, whole } = timeline;
  const page = (visible.to - visible.from) / 10;
  const actions: Readonly<Record<string, () => Promise<void>>> = {
    ArrowLeft: () => playback.step(-1),
    ArrowRight: () => playback.step(1),
    PageDown: () => playback.seek(playback.head - page),
    PageUp: () => playback.seek(playback.head + page),
    Home: () => playback.seek(whole.from),
    End: () => playback.seek(whole.to),
  };
  const action = actions[event.key];
  if (!action) return;
  event.preventDefault();
  void action().then(() => timeline.keepInView(playback.position));
}
