import type { VideoService } from '../contract/index.ts';
import { connect } from './connect.ts';

/**
 * Starts a video worker: opens clips, decodes, hashes. It stands alone, since workers start it too: a worker that knew
 * how to start all others would contain itself.
 */
export function connectVideo(): VideoService & Disposable {
  const worker = new Worker(new URL('./video.worker.ts', import.meta.url), { type: 'module', name: 'video' });
  return connect<VideoService>(worker, ['frames', 'pictures', 'thumbnails']);
}
