import { createVideoService } from '../video/index.ts';
import { serve } from './serve.ts';

serve(
  createVideoService(() => new Worker(new URL('./ffmpeg.worker.ts', import.meta.url), { type: 'module' })),
);
