import { createForecastService } from '../forecast/index.ts';
import { serve } from './serve.ts';

serve(createForecastService());
