export { copyClip } from './copy-clip.ts';
export { drawOverlay, type OverlayReading } from './draw-overlay.ts';
export { encodeSpan, type Paint } from './encode-span.ts';
export { makeStill } from './still.ts';
