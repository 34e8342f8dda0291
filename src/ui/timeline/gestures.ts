export interface TimelineGestures {
  /** Pointer moved to, in px from the element's top left; null when it left. */
  hover(point: { x: number; y: number } | null): void;
  /** Pressed without having moved. Returns true when that was meant for something else than the play head. */
  press(point: { x: number; y: number }): boolean;
  scrub(x: number): void;
  /** Factor > 1 is nearer. */
  zoom(factor: number, x: number): void;
  pan(pixels: number): void;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** One pointer scrubs, two pinch and pan; the wheel zooms, and pans when it is moved sideways or with Shift. */
export function attachGestures(element: HTMLElement, gestures: TimelineGestures): () => void {
  const pointers = new Map<number, Point>();
  const stop = new AbortController();
  const { signal } = stop;
  let isScrubbing = false;

  const at = (event: PointerEvent | WheelEvent): Point => {
    const { left, top } = element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };

  function down(event: PointerEvent): void {
    if (event.button !== 0) return;
    pointers.set(event.pointerId, at(event));
    element.setPointerCapture(event.pointerId);
    isScrubbing = pointers.size === 1 && !gestures.press(at(event));
    if (isScrubbing) gestures.scrub(at(event).x);
  }

  function move(event: PointerEvent): void {
    const point = at(event);
    gestures.hover(point);
    if (!pointers.has(event.pointerId)) return;
    if (pointers.size === 2) pinch(event.pointerId, point);
    else if (isScrubbing) gestures.scrub(point.x);
    pointers.set(event.pointerId, point);
  }

  function pinch(id: number, point: Point): void {
    const before = pointers.get(id) as Point;
    const [, other] = [...pointers].find(([otherId]) => otherId !== id) as [number, Point];
    const middle = (point.x + other.x) / 2;
    const spread = Math.abs(point.x - other.x) / Math.max(8, Math.abs(before.x - other.x));
    if (spread > 0) gestures.zoom(spread, middle);
    gestures.pan((before.x - point.x) / 2);
  }

  function up(event: PointerEvent): void {
    pointers.delete(event.pointerId);
    isScrubbing = false;
  }

  function wheel(event: WheelEvent): void {
    event.preventDefault();
    const isSideways = Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (isSideways || event.shiftKey) gestures.pan(isSideways ? event.deltaX : event.deltaY);
    else gestures.zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), at(event).x);
  }

  element.addEventListener('pointerdown', down, { signal });
  element.addEventListener('pointermove', move, { signal });
  element.addEventListener('pointerup', up, { signal });
  element.addEventListener('pointercancel', up, { signal });
  element.addEventListener('pointerleave', () => gestures.hover(null), { signal });
  element.addEventListener('wheel', wheel, { signal, passive: false });
  return () => stop.abort();
}
