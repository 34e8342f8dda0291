import { expect, test } from 'vitest';
import { nameStem } from '../../../../src/training/dataset/name-stem.ts';

test.each([
  ['yard_0001.mp4', 'yard'],
  ['yard-clip12.mp4', 'yard'],
  ['yard part 2.mp4', 'yard'],
  ['yard (3).mp4', 'yard'],
  ['yard_10s.mp4', 'yard'],
  ['yard_x264.mp4', 'yard'],
  ['yard_720p_25fps_04.mp4', 'yard'],
  ['yard__00a1b2c3.mp4', 'yard'],
  ['yard_clip3_0007.mp4', 'yard'],
  ['fight_0384_001.avi', 'fight_0384'],
  ['cam03_seg04.mp4', 'cam03'],
  ['yard_2024-01-31_0002.mp4', 'yard_2024-01-31'],
  ['yard_20240131.mp4', 'yard_20240131'],
  ['yard_20240131_143000.mp4', 'yard_20240131'],
  ['yard_20240131_143000_02.mp4', 'yard_20240131'],
  ['fire2.mp4', 'fire2'],
  ['Crash_mp4-1160_jpg.rf.0123456789abcdef0123456789abcdef.jpg', 'Crash'],
  ['gate camera', 'gate camera'],
])('of %s the stem is %s', (name, stem) => {
  expect(nameStem(name)).toEqual({ stem, tells: true });
});

test.each(['0001.mp4', 'video (3).mp4', 'clip12.mp4', 'IMG_0012.jpg', 'v_7.avi', '__deadbeef01.mp4'])(
  '%s tells nothing',
  (name) => {
    expect(nameStem(name).tells).toBe(false);
  },
);

test('the name of a class tells nothing, that of a class with a number grown on does', () => {
  expect(nameStem('fires_02.mp4', ['Fire']).tells).toBe(false);
  expect(nameStem('fire2_02.mp4', ['Fire'])).toEqual({ stem: 'fire2', tells: true });
  expect(nameStem('fires_02.mp4', ['Normal']).tells).toBe(true);
});
