import { viewports } from './app-page.ts';
import { expect, test } from './app.ts';
import { written } from './stored-records.ts';

const overlayText = /^(Accident|Burglary|Fighting|Fire|Normal|Shooting) \d\.\d{4}$/;

test('the sample gives probabilities on the picture at once; stopping keeps them; run again, it is whole', async ({
  app,
}) => {
  await app.trySample();
  await expect(app.page.getByTestId('overlay-label')).toHaveText(overlayText);
  await app.page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(app.status).toHaveText('Stopped', { timeout: 2000 });
  await expect(app.page.getByTestId('overlay-label')).toHaveText(overlayText);

  await app.page.getByRole('button', { name: 'Analyse again' }).click();
  await app.analysed();
  await app.jump('0:20.0');
  await expect(app.timecode).toHaveValue('00:00:20.000');
  await expect(app.page.getByTestId('overlay-label')).toHaveText(overlayText);
  await expect(
    app.page.getByLabel('Class probabilities at the shown frame').getByRole('listitem'),
  ).toHaveCount(6);
  expect(await app.page.getByRole('slider', { name: 'Play head' }).getAttribute('aria-valuetext')).toMatch(
    /^00:00:20\.000, frame 400, \w+ \d\.\d\d$/,
  );
});

test('thresholds change the events at once, the model’s own can be had back, and an event is played', async ({
  visited: app,
}) => {
  await app.trySample();
  await app.reused();
  const before = await app.events.count();
  await app.page.getByRole('tab', { name: 'Thresholds' }).click();
  const total = app.page.getByTestId('event-total');
  const enter = app.page.getByRole('region', { name: 'Thresholds of Fire' }).getByLabel('Enters at');
  await enter.fill('0.02');
  await expect(app.page.getByRole('region', { name: 'Thresholds of Fire' })).toContainText('1 event');
  await expect(total).not.toHaveText('0 events');
  for (const label of ['Accident', 'Burglary', 'Fighting', 'Fire', 'Shooting']) {
    await app.page
      .getByRole('region', { name: `Thresholds of ${label}` })
      .getByLabel('Enters at')
      .fill('1');
  }
  await expect(total).toHaveText('0 events');
  await app.page.getByRole('tab', { name: 'Events' }).click();
  await expect(app.page.getByText('That is not proof')).toBeVisible();
  await app.page.getByRole('tab', { name: 'Thresholds' }).click();
  await app.page.getByRole('button', { name: 'Reset to the model’s' }).click();
  await app.page.getByRole('tab', { name: 'Events' }).click();
  await expect(app.events).toHaveCount(before);

  // With a lower threshold there is a fire to play, by a click and by a key.
  await app.page.getByRole('tab', { name: 'Thresholds' }).click();
  await enter.fill('0.3');
  await app.page.getByRole('tab', { name: 'Events' }).click();
  await app.page.getByRole('button', { name: /^Play Fire/ }).click();
  await expect(app.page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
  await app.page.keyboard.press('k');
  expect(Number(await app.frame.textContent())).toBeGreaterThan(100);
  await app.page.keyboard.press('Home');
  await expect(app.frame).toHaveText('0');
  await app.page.keyboard.press(']');
  await expect.poll(async () => Number(await app.frame.textContent())).toBeGreaterThan(100);
});

test('frame number and timecode belong together after any seek or step, and after playing', async ({
  visited: app,
}) => {
  await app.trySample();
  await app.jump('123');
  await expect(app.frame).toHaveText('123');
  await expect(app.timecode).toHaveValue('00:00:06.150');
  for (const [key, frame] of [
    ['.', 124],
    ['.', 125],
    [',', 124],
    [',', 123],
    [',', 122],
    [',', 121],
  ] as const) {
    await app.page.keyboard.press(key);
    await expect(app.frame).toHaveText(`${frame}`);
    await expect(app.timecode).toHaveValue(`00:00:0${(frame / 20).toFixed(3)}`);
  }
  await app.page.keyboard.press('End');
  await expect(app.frame).toHaveText('479');
  await expect(app.timecode).toHaveValue('00:00:23.950');
  await app.jump('0:07.49');
  await expect(app.frame).toHaveText('149');
  await expect(app.timecode).toHaveValue('00:00:07.450');

  await app.page.keyboard.press('Home');
  await expect(app.frame).toHaveText('0');
  await app.page.keyboard.press('Space');
  await expect.poll(async () => Number(await app.frame.textContent())).toBeGreaterThan(20);
  await app.page.keyboard.press('k');
  const [frame, timecode] = [await app.frame.textContent(), await app.timecode.inputValue()];
  expect(timecode).toBe(`00:00:0${(Number(frame) / 20).toFixed(3)}`);
});

test('the chosen speed is played at, whatever the shuttle does, and is kept with the clip', async ({
  visited: app,
}) => {
  await app.trySample();
  const speed = app.page.getByRole('combobox', { name: 'Speed' });
  await expect(speed).toHaveValue('1');
  await speed.selectOption('4×');
  const began = Date.now();
  await app.page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect.poll(async () => Number(await app.frame.textContent())).toBeGreaterThan(60);
  // Four times 20 frames a second, not more; a slow machine plays every frame, later.
  expect(Date.now() - began).toBeGreaterThan(600);
  await app.page.keyboard.press('j');
  await app.page.keyboard.press('j');
  await expect(speed).toHaveValue('-8');
  await app.page.keyboard.press('k');
  await expect(speed).toHaveValue('4');
  await app.jump('0');
  await speed.selectOption('0.25×');
  await app.page.getByRole('button', { name: 'Play', exact: true }).click();
  await app.page.waitForTimeout(2000);
  await app.page.getByRole('button', { name: 'Pause', exact: true }).click();
  const frame = Number(await app.frame.textContent());
  expect(frame).toBeGreaterThan(2);
  expect(frame).toBeLessThan(20);
});

for (const [, viewport] of viewports) {
  test(`true pixels are scrolled and dragged under a still overlay, at ${viewport.width} px`, async ({
    visited: app,
  }) => {
    await app.page.setViewportSize(viewport);
    await app.trySample();
    await app.reused();
    const overlay = app.page.getByLabel('Class probabilities at the shown frame');
    const picture = app.page.getByLabel(/^Picture of /);
    const toggle = app.page.getByRole('button', { name: '1:1, true pixels' });
    const stage = app.page.getByRole('region', { name: 'Player' });
    const before = [await overlay.boundingBox(), await stage.boundingBox()];
    await app.page.keyboard.press('z');
    await expect(toggle).toHaveAttribute('aria-pressed', 'true');
    const pixels = await picture.evaluate((canvas: HTMLCanvasElement) => [canvas.width, canvas.height]);
    const shown = async () => (await picture.boundingBox()) as { x: number; y: number };
    expect(await picture.boundingBox()).toMatchObject({ width: pixels[0], height: pixels[1] });
    expect([await overlay.boundingBox(), await stage.boundingBox()]).toEqual(before);

    // A window smaller than the picture pans by drag and by key, and a drag is no click.
    const view = app.page.getByRole('group', { name: /^Picture at its true pixels/ });
    const room = await view.evaluate((element) => element.scrollWidth - element.clientWidth);
    if (room > 0) {
      const { x, y, width, height } = (await view.boundingBox()) as {
        x: number;
        y: number;
        width: number;
        height: number;
      };
      const at = await shown();
      await app.page.mouse.move(x + width - 20, y + height / 2);
      await app.page.mouse.down();
      await app.page.mouse.move(x + width - 60, y + height / 2, { steps: 4 });
      await app.page.mouse.up();
      expect((await shown()).x).toBeCloseTo(at.x - Math.min(40, room / 2), 0);
      await expect(app.page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
      await view.focus();
      await app.page.keyboard.press('ArrowLeft');
      await expect.poll(async () => (await shown()).x).toBeGreaterThan(at.x - Math.min(40, room / 2));
      expect([await overlay.boundingBox(), await stage.boundingBox()]).toEqual(before);
    }
    await toggle.click();
    await expect(toggle).toHaveAttribute('aria-pressed', 'false');
    expect([await overlay.boundingBox(), await stage.boundingBox()]).toEqual(before);
  });
}

test('what ffmpeg decodes is played frame by frame and said so; a second file waits its turn, its variable rate is said', async ({
  app,
}) => {
  await app.choose('mpeg4.avi');
  await expect(app.page.getByText('Frame by frame, ffmpeg.wasm mpeg4')).toBeVisible();
  await expect(app.timecode).toBeEnabled();
  await app.choose('vfr.mp4');
  await app.page.getByRole('tab', { name: /Files/ }).click();
  const files = app.page.getByRole('region', { name: 'Open' }).getByRole('listitem');
  await expect(files).toHaveCount(2);
  await app.finished();
  await app.jump('10');
  await expect(app.frame).toHaveText('10');
  await app.page.keyboard.press(',');
  await expect(app.frame).toHaveText('9');

  await expect(files.nth(1)).toContainText('finished');
  await expect(files.nth(0)).toContainText('finished');
  await expect(app.page.getByText('variable frame rate')).toBeHidden();
  await files.nth(1).getByRole('button', { name: /vfr/ }).first().click();
  await expect(app.page.getByRole('heading', { name: 'vfr.mp4' })).toBeVisible();
  await expect(app.page.getByText('variable frame rate')).toBeVisible();
  await expect(app.timecode).toBeEnabled();
});

test('bad files get one sentence each with their names, and the good one behind them works', async ({
  app,
}) => {
  const bad = ['empty.mp4', 'text.mp4', 'audio-only.mp4', 'no-frames.mp4'];
  await app.choose(...bad, 'h264.mp4');
  await app.page.getByRole('tab', { name: /Files/ }).click();
  const files = app.page.getByRole('region', { name: 'Open' }).getByRole('listitem');
  await expect(files).toHaveCount(5);
  const good = files.nth(4);
  await expect(good).toContainText('finished');
  for (const [place, name] of bad.entries()) {
    await expect(app.notices.getByText(name)).toHaveCount(1);
    await files.nth(place).getByRole('button', { name }).first().click();
    await expect(app.page.getByRole('heading', { name })).toBeVisible();
    await expect(app.status).toHaveText('Could not be analysed');
  }
  await good.getByRole('button', { name: /h264/ }).first().click();
  await expect(app.page.getByTestId('overlay-label')).toHaveText(overlayText);
});

test.describe('with the service worker', () => {
  test.use({ installs: true });

  test('a result is found again after a reload and takes its file back', async ({ app }) => {
    await app.choose('h264.mp4');
    await app.finished();
    await app.page.getByRole('tab', { name: 'Details' }).click();
    await expect(app.page.getByText(/^[0-9a-f]{64}$/)).toBeVisible();
    await written(app.page, 'caseClips', /"kind":"finished"/);
    await app.page.reload();
    await app.finished();
    await app.page.getByLabel('Choose “h264.mp4” again').setInputFiles('tests/fixtures/video/h264.mp4');
    await expect(app.timecode).toBeEnabled();
    await expect(app.page.getByTestId('overlay-label')).toHaveText(overlayText);
  });
});
