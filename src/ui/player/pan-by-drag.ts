import type { Attachment } from 'svelte/attachments';

const slack = 4;

/**
 * Scrolls an element by dragging it with the mouse; a finger scrolls by itself. The click that ends a drag is
 * swallowed.
 */
export const panByDrag: Attachment<HTMLElement> = (element) => {
  const stop = new AbortController();
  const { signal } = stop;
  let from: { x: number; y: number; left: number; top: number } | null = null;
  let hasMoved = false;

  function down({ pointerType, button, clientX, clientY }: PointerEvent): void {
    hasMoved = false;
    if (pointerType === 'touch' || button !== 0) return;
    from = { x: clientX, y: clientY, left: element.scrollLeft, top: element.scrollTop };
  }

  function move({ pointerId, clientX, clientY }: PointerEvent): void {
    if (!from) return;
    const [x, y] = [clientX - from.x, clientY - from.y];
    if (!hasMoved && Math.hypot(x, y) < slack) return;
    if (!hasMoved) element.setPointerCapture(pointerId);
    hasMoved = true;
    element.scrollTo({ left: from.left - x, top: from.top - y, behavior: 'instant' });
  }

  function up(): void {
    from = null;
  }

  function click(event: MouseEvent): void {
    if (hasMoved) event.stopPropagation();
    hasMoved = false;
  }

  element.addEventListener('pointerdown', down, { signal });
  element.addEventListener('pointermove', move, { signal });
  element.addEventListener('pointerup', up, { signal });
  element.addEventListener('pointercancel', up, { signal });
  element.addEventListener('click', click, { signal, capture: true });
  return () => stop.abort();
};
