import { createCaptureService } from './capture-service.ts';
import { serve } from './serve.ts';

serve(createCaptureService());
