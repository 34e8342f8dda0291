import { describe, expect, test } from 'vitest';
import { AppError } from '../../../src/base/index.ts';
import { FeatureCache } from '../../../src/state/feature-cache.svelte.ts';
import { Notices } from '../../../src/state/notices.svelte.ts';
import { Preferences } from '../../../src/state/preferences.svelte.ts';
import { TimelineView } from '../../../src/state/timeline-view.svelte.ts';
import { Traffic } from '../../../src/state/traffic.svelte.ts';
import { MemorySettings } from './fakes.ts';

describe('notices', () => {
  test('abort is silent, an AppError is its sentence and remedy, anything else has details to copy', () => {
    const notices = new Notices();
    notices.report(new DOMException('stopped', 'AbortError'));
    notices.report(new AppError('file-empty', '“a.mp4” is empty.', { remedy: 'Choose another file.' }));
    notices.report(new TypeError('x is undefined'));
    expect(notices.list.map(({ tone, message, hint }) => [tone, message, hint])).toEqual([
      ['problem', '“a.mp4” is empty.', 'Choose another file.'],
      ['unexpected', 'Something unexpected went wrong.', undefined],
    ]);
    expect(notices.list[1]?.details).toContain('x is undefined');
  });

  test('the same sentence is said once until it is dismissed', () => {
    const notices = new Notices();
    notices.tell('Once.');
    notices.tell('Once.');
    expect(notices.list).toHaveLength(1);
    notices.dismiss(notices.list[0]?.id ?? 0);
    notices.tell('Once.');
    expect(notices.list).toHaveLength(1);
  });
});

test('preferences keep what is allowed and pass over the rest', async () => {
  const settings = new MemorySettings();
  settings.put('preferences', { theme: 'dark', decoder: 'magic', overlayOpacity: 7, extra: 1 });
  const preferences = new Preferences(settings);
  await preferences.load();
  expect([preferences.theme, preferences.decoder, preferences.overlayOpacity]).toEqual([
    'dark',
    'auto',
    0.85,
  ]);
  preferences.set('backend', 'wasm');
  expect(settings.values.get('preferences')).toMatchObject({ theme: 'dark', backend: 'wasm' });
});

describe('timeline view', () => {
  const view = (): TimelineView => new TimelineView(() => ({ from: 10, to: 110 }));

  test('zooms around a time that keeps its place, and never out of the clip', () => {
    const timeline = view();
    timeline.zoom(4, 35);
    expect(timeline.visible).toEqual({ from: 28.75, to: 53.75 });
    timeline.pan(-1000);
    expect(timeline.visible).toEqual({ from: 10, to: 35 });
    timeline.zoom(0.01, 20);
    expect([timeline.isZoomed, timeline.visible]).toEqual([false, { from: 10, to: 110 }]);
  });

  test('goes down to single frames and no further', () => {
    const timeline = view();
    timeline.zoom(1e9, 50);
    expect(timeline.visible.to - timeline.visible.from).toBeCloseTo(0.1);
  });

  test('turns the page when the head leaves it', () => {
    const timeline = view();
    timeline.show(20, 30);
    timeline.keepInView(25);
    expect(timeline.visible).toEqual({ from: 20, to: 30 });
    timeline.keepInView(31);
    expect(timeline.visible).toEqual({ from: 30, to: 40 });
  });
});

test('traffic counts requests to other origins and keeps refused ones apart', () => {
  let request: (url: string) => void = () => undefined;
  let refuse: (url: string) => void = () => undefined;
  const traffic = new Traffic({
    origin: 'https://vigil.example',
    observeRequests: (listener) => ((request = listener), () => undefined),
    observeRefusals: (listener) => ((refuse = listener), () => undefined),
  });
  for (const url of [
    'https://vigil.example/a.js',
    'blob:https://vigil.example/1',
    'data:image/png,x',
    'https://evil.example/beacon',
  ]) {
    request(url);
  }
  expect(traffic.foreign).toEqual(['https://evil.example/beacon']);
  refuse('https://evil.example/beacon');
  expect([traffic.foreign, traffic.refused]).toEqual([[], ['https://evil.example/beacon']]);
});

describe('the feature cache', () => {
  test('says what it takes and is empty after it was deleted', async () => {
    let bytes = 240e6;
    const notices = new Notices();
    const store = { bytes: async () => bytes, clear: async () => void (bytes = 0) };
    const cache = new FeatureCache(store, notices);
    expect(cache.bytes).toBeNull();
    await cache.refresh();
    expect(cache.bytes).toBe(240e6);
    await cache.clear();
    expect([cache.bytes, bytes, notices.list.length]).toEqual([0, 0, 1]);
  });

  test('a refusal of the browser is told; without storage there is nothing to tell', async () => {
    const notices = new Notices();
    const refusing = () => Promise.reject(new AppError('storage-refused', 'No.'));
    await new FeatureCache({ bytes: refusing, clear: refusing }, notices).clear();
    await new FeatureCache(null, notices).clear();
    expect(notices.list.map(({ message }) => message)).toEqual(['No.']);
  });
});
