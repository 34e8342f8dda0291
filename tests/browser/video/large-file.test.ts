import { expect, test } from 'vitest';
import { detachedTask } from '../../../src/base/index.ts';
import { fixture, framesOf, goldenOf, open } from './fixtures.ts';

const gibibyte = 2 ** 30;

/** A file of over 4 GiB that takes no memory: a huge `free` box, one part repeated, behind the clip's `ftyp`. */
async function behindFreeBox(name: string): Promise<File> {
  const clip = await fixture(name);
  const chunk = new Blob([new Uint8Array(16 * 2 ** 20)]);
  const padding = Array.from({ length: (4 * gibibyte) / chunk.size }, () => chunk);
  const header = new DataView(new ArrayBuffer(16));
  header.setUint32(0, 1);
  header.setUint32(4, 0x66726565); // 'free'
  header.setBigUint64(8, BigInt(16 + 4 * gibibyte));
  const fileType = clip.slice(0, new DataView(await clip.slice(0, 4).arrayBuffer()).getUint32(0));
  return new File([fileType, header, ...padding, clip.slice(fileType.size)], name);
}

for (const decoder of ['webcodecs', 'ffmpeg'] as const) {
  test(`a file of more than 4 GiB is read by ${decoder} where it must be and nowhere else`, async () => {
    // In a fragmented file positions are relative, so the clip can stand anywhere.
    await using clip = await open(await behindFreeBox('moof-relative.mp4'), decoder);
    expect(clip.info.sizeBytes).toBeGreaterThan(4 * gibibyte);
    const times = (await framesOf(clip)).map(({ timestamp }) => timestamp);
    expect(times).toHaveLength(goldenOf('moof-relative.mp4').sampled.length);
    expect(await clip.frameTimes(detachedTask())).toHaveLength(goldenOf('moof-relative.mp4').times.length);
  });
}
