import { expect, test } from 'vitest';
import { AppError } from '../../../src/base/index.ts';
import { PosterShelf } from '../../../src/state/cases/poster-shelf.svelte.ts';
import { visitPosters } from '../../../src/state/cases/visit-posters.ts';
import { ClipEntry } from '../../../src/state/clip-entry.svelte.ts';
import { EventTuning } from '../../../src/state/event-tuning.svelte.ts';
import { until, videoFile } from './fakes.ts';

function entry(sha256: string | null): ClipEntry {
  const source = { path: 'a.mp4', sizeBytes: 4, modifiedAt: 1, addedAt: 1, file: videoFile('a.mp4') };
  const made = new ClipEntry('c1', source, new EventTuning());
  if (sha256) made.learnHash(sha256);
  return made;
}

function shelf(poster: () => Promise<Blob>) {
  const store = visitPosters();
  return { store, shelf: new PosterShelf({ store, video: { poster }, decoder: () => 'auto' }) };
}

test('a clip gets one picture, however often it is asked for, and it is kept under its hash', async () => {
  let made = 0;
  const { store, shelf: posters } = shelf(async () => new Blob([`${++made}`]));
  const clip = entry('a'.repeat(64));
  posters.want(clip);
  posters.want(clip);
  expect(posters.url(clip)).toBeNull();
  await until(() => posters.url(clip) !== null);
  expect(made).toBe(1);
  expect(await (await store.get('a'.repeat(64)))?.text()).toBe('1');
});

test('a clip without a hash, or whose picture cannot be made, goes without and is not asked again', async () => {
  let asked = 0;
  const { shelf: posters } = shelf(async () => {
    asked += 1;
    throw new AppError('no-frames', 'no');
  });
  posters.want(entry(null));
  const clip = entry('b'.repeat(64));
  posters.want(clip);
  await until(() => asked === 1);
  posters.want(clip);
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect([asked, posters.url(clip)]).toEqual([1, null]);
});
