import { openStorage } from '../storage/index.ts';
import { serve } from './serve.ts';
import { connectVideo } from './spawn-video.ts';
import { createTrainingService } from './training-service.ts';

serve(createTrainingService({ connectVideo, openStores: () => openStorage() }));
