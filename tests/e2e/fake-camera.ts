import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { chromiumFlags } from '../../scripts/browser/chromium.ts';
import { fixture } from './app.ts';

/**
 * The pictures of an AVI of Motion JPEG, one after the other, as Chromium's fake camera plays them (30 a second, round
 * and round).
 * @returns the path of the file
 */
export function cameraFrom(name: string): string {
  const folder = resolve('test-results');
  const path = resolve(folder, `${name}.mjpeg`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, Buffer.concat(picturesOf(readFileSync(fixture(name)))));
  return path;
}

/** Flags with which Chromium has one camera that plays a file, and grants it without asking. */
export function cameraFlags(path: string): string[] {
  return [
    ...chromiumFlags,
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-video-capture=${path}`,
  ];
}

/** The '00dc' chunks of the 'movi' list (Microsoft AVI RIFF file reference). */
function picturesOf(avi: Buffer): Buffer[] {
  const pictures: Buffer[] = [];
  for (let at = avi.indexOf('movi') + 4; avi.toString('latin1', at, at + 4) === '00dc';) {
    const size = avi.readUInt32LE(at + 4);
    pictures.push(avi.subarray(at + 8, at + 8 + size));
    at += 8 + size + (size % 2);
  }
  if (pictures.length === 0) throw new Error('no pictures in this AVI');
  return pictures;
}
