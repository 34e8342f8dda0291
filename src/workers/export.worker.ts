import { createExportService } from './export-service.ts';
import { serve } from './serve.ts';

serve(
  createExportService(() => new Worker(new URL('./ffmpeg.worker.ts', import.meta.url), { type: 'module' })),
);
