import type { Page } from '@playwright/test';
import { findChromium } from '../../scripts/browser/chromium.ts';
import { expect, test, type AppPage } from './app.ts';
import { cameraFlags, cameraFrom } from './fake-camera.ts';

const chromiumPath = findChromium();

test.use({
  launchOptions: {
    args: cameraFlags(cameraFrom('mjpeg.avi')),
    ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
  },
});

test.use({ installs: false });

declare global {
  interface Window {
    /** Tracks that the page was given, kept by the test. */
    givenTracks: MediaStreamTrack[];
    /** Tones that the page has begun, counted by the test. */
    tones: number;
  }
}

/** Remembers the tracks that the page is given from now on. */
async function rememberTracks(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.givenTracks = [];
    for (const name of ['getUserMedia', 'getDisplayMedia'] as const) {
      const give = navigator.mediaDevices[name].bind(navigator.mediaDevices);
      navigator.mediaDevices[name] = async (constraints) => {
        const stream = await give(constraints);
        window.givenTracks.push(...stream.getTracks());
        return stream;
      };
    }
  });
}

/** Looks every 100 ms; without it, after a while, once a second. */
const often = { intervals: [100] };

const trackStates = (page: Page): Promise<string[]> =>
  page.evaluate(() => window.givenTracks.map(({ readyState }) => readyState));

const rowsOf = async ({ page }: AppPage): Promise<number> =>
  Number(/^\d+/.exec((await page.getByTestId('live-rows').textContent()) ?? '')?.[0]);

async function openLive({ page }: AppPage): Promise<void> {
  await rememberTracks(page);
  await page.getByRole('button', { name: 'Live camera or screen' }).click();
  await expect(page.getByRole('heading', { name: 'Live camera or screen' })).toBeVisible();
}

async function startLive(app: AppPage): Promise<void> {
  await openLive(app);
  await app.page.getByRole('button', { name: 'Start', exact: true }).click();
  await expect.poll(() => rowsOf(app), often).toBeGreaterThan(0);
}

/** Enters at 0: always. Leaves below 1: never stays. */
async function setThreshold(
  page: Page,
  label: string,
  edge: 'Enters at' | 'Leaves below',
  value: string,
): Promise<void> {
  await page.getByRole('tab', { name: 'Rules' }).click();
  await page
    .getByRole('region', { name: `Thresholds of ${label}` })
    .getByLabel(edge)
    .fill(value);
}

/** Seconds in a text like '12 s', '7.4 s' or '1 min 05 s'. */
function secondsIn(text: string): number {
  const [, minutes = '0', seconds] = /(?:(\d+) min )?([\d.]+) s\b/.exec(text) ?? [];
  return Number(minutes) * 60 + Number(seconds);
}

/** Waits until more than so many seconds of the recording are kept. */
async function kept({ page }: AppPage, seconds: number): Promise<void> {
  await expect
    .poll(async () => secondsIn(await page.getByTestId('live-recording').innerText()), often)
    .toBeGreaterThan(seconds);
}

test.describe('with the service worker', () => {
  test.use({ installs: true });

  test('a camera is watched: curve, overlay, delay; the last while is saved; stopping lets go of it; nothing leaves', async ({
    app,
    context,
  }) => {
    const { page } = app;
    const foreign: string[] = [];
    context.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (/^(https?|wss?):$/.test(protocol) && origin !== new URL(app.url).origin)
        foreign.push(request.url());
    });
    await startLive(app);
    const before = await rowsOf(app);
    await expect.poll(() => rowsOf(app), often).toBeGreaterThan(before + 2);
    await expect(page.getByTestId('overlay-label')).toHaveText(/^\w+ \d\.\d{4}$/);
    await expect(page.getByTestId('live-delay')).toHaveText(/delay [\d.]+ m?s, 95 % within [\d.]+ m?s/);
    await expect(page.getByTestId('live-dropped')).toHaveText(/^\d+ dropped$/);
    await expect(page.getByLabel('What is captured now')).toHaveJSProperty('videoWidth', 160);
    await page.getByRole('tab', { name: 'Figures' }).click();
    await expect(page.getByText('8 pictures, 2.0 s, for one answer')).toBeVisible();
    await expect(page.getByText('straight into a worker')).toBeVisible();

    await page.getByRole('tab', { name: 'Recording' }).click();
    await expect(page.getByTestId('live-recording')).toContainText(/by WebCodecs/);
    await kept(app, 3);
    await page.getByRole('button', { name: 'Save the last 30 s' }).click();
    const download = page.waitForEvent('download');
    await page.getByTestId('saved-clip').getByRole('button', { name: 'Download' }).click();
    expect((await download).suggestedFilename()).toMatch(/^live-.*Z\.(mp4|webm)$/);

    expect(await trackStates(page)).toEqual(['live']);
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await expect.poll(() => trackStates(page)).toEqual(['ended']);
    const rows = await rowsOf(app);
    expect(rows).toBeGreaterThan(before + 2);
    await page.waitForTimeout(1500);
    expect(await rowsOf(app)).toBe(rows);
    expect(foreign).toEqual([]);
    await expect(page.getByTestId('bytes-sent')).toHaveText('bytes sent: 0');
  });
});

test('an alert is raised, told, recorded with pre- and post-roll, and its clip opens with its length', async ({
  app,
}) => {
  const { page } = app;
  await startLive(app);
  await page.getByRole('tab', { name: 'Recording' }).click();
  await page.getByLabel('From before it').fill('2');
  await page.getByLabel('To after it').fill('1');
  await page.getByLabel('To after it').press('Tab');
  await page.getByRole('tab', { name: 'Alerts' }).click();
  await page.evaluate(() => {
    const { start } = AudioScheduledSourceNode.prototype;
    window.tones = 0;
    AudioScheduledSourceNode.prototype.start = function (when) {
      window.tones += 1;
      start.call(this, when);
    };
  });
  await page.getByLabel('Sound').check();
  await expect.poll(() => rowsOf(app), often).toBeGreaterThan(3);
  expect(await page.evaluate(() => window.tones)).toBe(0);

  await setThreshold(page, 'Fire', 'Enters at', '0');
  const banner = page.getByTestId('alert-banner');
  await expect(banner).toContainText('Fire');
  await expect(banner).toContainText('since');
  await page.waitForTimeout(2500);
  // Two tones, once, however long it goes on.
  expect(await page.evaluate(() => window.tones)).toBe(2);
  await setThreshold(page, 'Fire', 'Leaves below', '1');
  await expect(banner).toContainText('was at');
  await banner.getByRole('button', { name: 'Seen' }).click();
  await expect(banner).toBeHidden();
  await page.getByRole('tab', { name: 'Alerts' }).click();
  const row = page.getByTestId('alert-row');
  await expect(row).toHaveCount(1);
  const alertLength = secondsIn(await row.innerText());
  expect(alertLength).toBeGreaterThan(1.5);

  await page.getByRole('tab', { name: 'Recording' }).click();
  const clip = page.getByTestId('saved-clip');
  await expect(clip).toContainText(/live-\d{4}-\d\d-\d\dT[\d-]+Z-fire\.(mp4|webm)/);
  const clipLength = secondsIn(await clip.innerText());
  // Up to a second more, since it begins at a key frame.
  expect(clipLength).toBeGreaterThan(alertLength + 3 - 0.3);
  expect(clipLength).toBeLessThan(alertLength + 3 + 1.3);

  await clip.getByRole('button', { name: 'Add to case' }).click();
  await expect.poll(() => trackStates(page)).toEqual(['ended']);
  await app.finished();
  const facts = page.locator('header', { hasText: 'live-' });
  await expect(facts).toContainText('160 × 120');
  expect(Math.abs(secondsIn(await facts.innerText()) - clipLength)).toBeLessThan(0.15);
});

test('a camera that ends by itself is one sentence; leaving the screen lets go of it; a shared screen is watched too', async ({
  app,
}) => {
  const { page } = app;
  await startLive(app);
  await page.evaluate(() => window.givenTracks[0]?.stop());
  await expect(page.getByText('The camera stopped: it was unplugged')).toBeVisible();
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(page.getByText('The camera stopped')).toBeHidden();
  // It begins anew.
  await expect(page.getByTestId('live-rows')).toHaveText(/^[1-4] answers?, to 00:00:0\d/);
  expect(await trackStates(page)).toEqual(['ended', 'live']);

  await page.getByRole('button', { name: 'Back to Footage' }).click();
  await expect.poll(() => trackStates(page)).toEqual(['ended', 'ended']);
  await page.getByRole('button', { name: 'Live camera or screen' }).click();
  await page.getByLabel('Source').selectOption('Screen or window');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(page.getByTestId('live-rows')).toHaveText(/^[1-4] answers?, to 00:00:0\d/);
  expect(await trackStates(page)).toEqual(['ended', 'ended', 'live']);
  await expect(page.getByText(/Screen\s*·?\s*\d+ × \d+/)).toBeVisible();
  // As when the person presses "Stop sharing" in the browser.
  await page.evaluate(() => {
    const track = window.givenTracks.at(-1);
    track?.stop();
    track?.dispatchEvent(new Event('ended'));
  });
  await expect(page.getByText('Sharing was ended in the browser.')).toBeVisible();
});

test.describe('where workers get neither streams nor encoders', () => {
  test.beforeEach(({ page }) =>
    page.addInitScript(() => {
      for (const name of ['MediaStreamTrackProcessor', 'VideoEncoder']) Reflect.deleteProperty(window, name);
      // A part of the recording is closed after three seconds instead of ten, so that a short one has two.
      const wait = window.setTimeout;
      window.setTimeout = ((run: () => void, time?: number) =>
        wait(run, time === 10_000 ? 3000 : time)) as typeof window.setTimeout;
    }),
  );

  test('the page hands pictures over, and MediaRecorder records', async ({ app }) => {
    const { page } = app;
    await startLive(app);
    await page.getByRole('tab', { name: 'Figures' }).click();
    await expect(page.getByText('by way of the page')).toBeVisible();
    await expect(page.getByText('MediaRecorder, since this browser has no encoder')).toBeVisible();
    await page.getByRole('tab', { name: 'Recording' }).click();
    await kept(app, 4);
    await page.getByRole('button', { name: 'Save the last 30 s' }).click();
    const clip = page.getByTestId('saved-clip');
    const clipLength = secondsIn(await clip.innerText());
    // More than one part of three seconds, joined.
    expect(clipLength).toBeGreaterThan(4);
    await clip.getByRole('button', { name: 'Add to case' }).click();
    await app.finished();
    const facts = page.locator('header', { hasText: 'live-' });
    expect(Math.abs(secondsIn(await facts.innerText()) - clipLength)).toBeLessThan(0.15);
  });
});
