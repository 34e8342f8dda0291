import { createAnalysisService } from './analysis-service.ts';
import { serve } from './serve.ts';
import { connectVideo } from './spawn-video.ts';

serve(createAnalysisService(connectVideo));
