import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = join('.cache', 'bench');

/** 60 s of synthetic 1280×720 H.264 at 25 frames and about 4 Mbit a second, made once by the system's ffmpeg. */
export function benchClip(): string {
  return made('clip-720p25-60s.mp4', [
    ...['-f', 'lavfi', '-i', 'testsrc2=size=1280x720:rate=25:duration=60', '-vf', 'noise=alls=12:allf=t'],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-b:v', '4M', '-pix_fmt', 'yuv420p'],
  ]);
}

/** One hour at 640×360, 15 frames a second: the same minute sixty times, without encoding again. */
export function hourClip(): string {
  const minute = made('clip-360p15-60s.mp4', [
    ...['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=15:duration=60', '-vf', 'noise=alls=8:allf=t'],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-b:v', '800k', '-pix_fmt', 'yuv420p'],
  ]);
  return made('clip-360p15-1h.mp4', ['-stream_loop', '59', '-i', minute, '-c', 'copy']);
}

function made(name: string, args: readonly string[]): string {
  const path = join(folder, name);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const { status, error } = spawnSync('ffmpeg', ['-v', 'error', '-y', ...args, path], {
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0)
    throw new Error(
      `The benchmark needs the system's ffmpeg: ${error?.message ?? `it ended with ${status}`}.`,
    );
  return path;
}
