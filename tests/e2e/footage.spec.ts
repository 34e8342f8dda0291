import { expect, test } from './app.ts';

const overlayText = /^(Accident|Burglary|Fighting|Fire|Normal|Shooting) \d\.\d{4}$/;

test('the sample gives probabilities on the picture, curves and events', async ({ app }) => {
  await app.trySample();
  await expect(app.page.getByTestId('overlay-label')).toHaveText(overlayText);
  await app.finished();
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
  app,
}) => {
  await app.trySample();
  await app.finished();
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

test('frame number and timecode belong together after any seek or step', async ({ app }) => {
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
});

test('playing runs forward in true time and pauses', async ({ app }) => {
  await app.trySample();
  await expect(app.timecode).toBeEnabled();
  await app.page.keyboard.press('Space');
  await expect.poll(async () => Number(await app.frame.textContent())).toBeGreaterThan(20);
  await app.page.keyboard.press('k');
  const [frame, timecode] = [await app.frame.textContent(), await app.timecode.inputValue()];
  expect(timecode).toBe(`00:00:0${(Number(frame) / 20).toFixed(3)}`);
});

test('the chosen speed is played at, whatever the shuttle does, and is kept with the clip', async ({
  app,
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

for (const viewport of [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]) {
  test(`true pixels are scrolled and dragged under a still overlay, at ${viewport.width} px`, async ({
    app,
  }) => {
    await app.page.setViewportSize(viewport);
    await app.trySample();
    await app.finished();
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

test('stopping keeps what was computed; it can be run again', async ({ app }) => {
  await app.trySample();
  await expect(app.page.getByTestId('overlay-label')).toHaveText(overlayText);
  await app.page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(app.page.getByTestId('analysis-status')).toHaveText('Stopped', { timeout: 2000 });
  await expect(app.page.getByTestId('overlay-label')).toHaveText(overlayText);
  await app.page.getByRole('button', { name: 'Analyse again' }).click();
  await app.finished();
});

test('a second file waits its turn and both are analysed', async ({ app }) => {
  await app.choose('mpeg4.avi');
  await expect(app.timecode).toBeEnabled();
  await app.choose('h264.mp4');
  await app.page.getByRole('tab', { name: /Files/ }).click();
  const files = app.page.getByRole('region', { name: 'Open' }).getByRole('listitem');
  await expect(files).toHaveCount(2);
  await expect(files.nth(1)).toContainText('finished');
  await expect(files.nth(0)).toContainText('finished');
  await files.nth(1).getByRole('button', { name: /h264/ }).first().click();
  await expect(app.page.getByRole('heading', { name: 'h264.mp4' })).toBeVisible();
  await expect(app.timecode).toBeEnabled();
});

test('what the browser cannot decode is played frame by frame by ffmpeg, and the screen says so', async ({
  app,
}) => {
  await app.choose('mpeg4.avi');
  await expect(app.page.getByText('Frame by frame, ffmpeg.wasm mpeg4')).toBeVisible();
  await app.finished();
  await app.jump('10');
  await expect(app.frame).toHaveText('10');
  await app.page.keyboard.press(',');
  await expect(app.frame).toHaveText('9');
});

test('a variable frame rate is said, and times stay true', async ({ app }) => {
  await app.choose('vfr.mp4');
  await expect(app.page.getByText('variable frame rate')).toBeVisible();
  await app.finished();
});

test.describe('bad files', () => {
  for (const name of ['empty.mp4', 'text.mp4', 'audio-only.mp4', 'no-frames.mp4']) {
    test(`${name} gets one sentence with its name, and the next file works`, async ({ app }) => {
      await app.choose(name, 'h264.mp4');
      await expect(app.notices.getByText(name)).toHaveCount(1);
      await expect(app.page.getByTestId('analysis-status')).toHaveText('Could not be analysed');
      await app.page.getByRole('tab', { name: /Files/ }).click();
      const good = app.page.getByRole('region', { name: 'Open' }).getByRole('listitem').nth(1);
      await expect(good).toContainText('finished');
      await good.getByRole('button', { name: /h264/ }).first().click();
      await expect(app.page.getByTestId('overlay-label')).toHaveText(overlayText);
    });
  }
});

test('a result is found again after a reload and takes its file back', async ({ app }) => {
  await app.choose('h264.mp4');
  await app.finished();
  await app.page.getByRole('tab', { name: 'Details' }).click();
  await expect(app.page.getByText(/^[0-9a-f]{64}$/)).toBeVisible();
  await app.page.reload();
  await app.finished();
  await app.page.getByLabel('Choose “h264.mp4” again').setInputFiles('tests/fixtures/video/h264.mp4');
  await expect(app.timecode).toBeEnabled();
  await expect(app.page.getByTestId('overlay-label')).toHaveText(overlayText);
});
