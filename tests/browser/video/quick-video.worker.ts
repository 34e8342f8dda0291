import { createVideoService } from '../../../src/video/video-service.ts';
import { serve } from '../../../src/workers/serve.ts';

serve(createVideoService(() => new Worker(new URL('./core.worker.ts', import.meta.url), { type: 'module' })));
