import type { Attachment } from 'svelte/attachments';
import type { Playback } from '../../state/index.ts';

/** Draws each shown picture on the canvas at the picture's own size, which the layout scales; a click plays or pauses. */
export function attachCanvas(playback: Playback): Attachment<HTMLCanvasElement> {
  return (canvas) => {
    const context = canvas.getContext('2d', { alpha: false, desynchronized: false });
    if (!context) return;
    const toggle = (): void => playback.toggle();
    canvas.addEventListener('click', toggle);
    const detach = playback.attach((bitmap) => {
      if (canvas.width !== bitmap.width || canvas.height !== bitmap.height) {
        canvas.width = bitmap.width;
        canvas.height = bitmap.height;
      }
      context.drawImage(bitmap, 0, 0);
    });
    return () => {
      canvas.removeEventListener('click', toggle);
      detach();
    };
  };
}
