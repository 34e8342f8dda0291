export { openClip } from './open-clip.ts';
export type { OpenOptions } from './open-clip.ts';
export { createVideoService } from './video-service.ts';
export { serveFfmpegCore } from './ffmpeg/serve-core.ts';
export type { SpawnFfmpeg } from './ffmpeg/loading-core.ts';
export { sha256 } from './content-hash.ts';
export { timingWarnings } from './timing-warnings.ts';
export { intervalOf } from './interval-picker.ts';
export { outputExtent } from './frame-size.ts';
