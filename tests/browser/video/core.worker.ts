import { serveFfmpegCore } from '../../../src/video/ffmpeg/serve-core.ts';

serveFfmpegCore();
