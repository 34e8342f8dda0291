import { expect, test } from './app.ts';

interface Observed {
  tasks: { start: number; duration: number }[];
  shift: number;
}

declare global {
  interface Window {
    observed: Observed;
  }
}

test('no task of the page is longer than 50 ms, and nothing shifts, while a clip is analysed', async ({
  app,
}) => {
  await expect(app.page.getByText('WebAssembly')).toBeVisible();
  await app.page.evaluate(() => {
    window.observed = { tasks: [], shift: 0 };
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries())
        window.observed.tasks.push({ start: startTime, duration });
    }).observe({ type: 'longtask' });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & {
        value: number;
        hadRecentInput: boolean;
      })[]) {
        if (!entry.hadRecentInput) window.observed.shift += entry.value;
      }
    }).observe({ type: 'layout-shift' });
  });
  await app.trySample();
  await app.page.keyboard.press('Space');
  await app.finished();
  const { tasks, shift } = await app.page.evaluate(() => window.observed);
  expect(tasks).toEqual([]);
  expect(shift).toBeLessThan(0.02);
});
