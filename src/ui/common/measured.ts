import type { Attachment } from 'svelte/attachments';

/** Inner size of an element, whole CSS px. */
export interface MeasuredSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Tells an element's inner size when it is first laid out and whenever it changes, each time before it is painted. The
 * browser measures when it lays out anyway; reading `clientWidth` while a screen is being built would make it lay out
 * once more, in the middle of a task that is long already.
 */
export function measured(tell: (size: MeasuredSize) => void): Attachment<HTMLElement> {
  return (element) => {
    const observer = new ResizeObserver((entries) => {
      const { width, height } = (entries.at(-1) as ResizeObserverEntry).contentRect;
      tell({ width: Math.round(width), height: Math.round(height) });
    });
    observer.observe(element);
    return () => observer.disconnect();
  };
}
