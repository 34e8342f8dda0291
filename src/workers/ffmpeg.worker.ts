import { serveFfmpegCore } from '../video/index.ts';

serveFfmpegCore();
