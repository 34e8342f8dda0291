import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test, type AppPage } from './app.ts';

test('a still, a copy and an annotated clip are saved, each with the hash that the screen says', async ({
  app,
}) => {
  await app.choose('h264.mp4');
  await app.finished();
  await app.jump('f7');
  await expect(app.frame).toHaveText(/\b7\b/);
  const still = await downloaded(app, () => app.page.keyboard.press('s'));
  expect(still.name).toBe('h264_00-00-00.583_f7.png');
  expect(still.bytes.subarray(1, 4).toString()).toBe('PNG');
  expect(still.bytes.includes('Source SHA-256')).toBe(true);

  await app.page.getByRole('tab', { name: 'Export' }).click();
  const panel = app.page.getByRole('tabpanel');
  await expect(panel.getByTestId('export-hash').first()).toContainText(still.sha256);
  const save = panel.getByRole('button', { name: 'Save clip' });
  await expect(save).toBeDisabled();
  await expect(panel).toContainText('Set them with I and O first.');

  await app.jump('f15');
  await expect(app.frame).toHaveText(/\b15\b/);
  await app.page.getByRole('button', { name: 'Mark in' }).click();
  await app.jump('f18');
  await expect(app.frame).toHaveText(/\b18\b/);
  await app.page.getByRole('button', { name: 'Mark out' }).click();
  const copy = await downloaded(app, () => save.click());
  expect(copy.name).toBe('h264_00-00-01.000_to_00-00-01.500_copy.mp4');
  await expect(panel.getByTestId('export-hash').first()).toContainText(copy.sha256);
  await expect(panel).toContainText(
    'Begins at the key frame at 00:00:01.000, 3 frames (0.25 s) before the mark.',
  );

  await panel.getByRole('radio', { name: /^Annotate/ }).check();
  const annotated = await downloaded(app, () => save.click());
  expect(annotated.name).toBe('h264_00-00-01.250_to_00-00-01.500_annotated.mp4');
  await expect(panel.getByTestId('export-hash').first()).toContainText(annotated.sha256);
  await expect(panel).toContainText(/Frames 15 to 18.*Encoded by WebCodecs H\.264\./);
});

test('an AVI is copied by ffmpeg, and its container’s facts are on the screen', async ({ app }) => {
  await app.choose('mpeg4.avi');
  await app.finished();
  for (const [frame, mark] of [
    ['f14', 'Mark in'],
    ['f16', 'Mark out'],
  ] as const) {
    await app.jump(frame);
    await expect(app.frame).toHaveText(new RegExp(`\\b${frame.slice(1)}\\b`));
    await app.page.getByRole('button', { name: mark }).click();
  }
  await app.page.getByRole('tab', { name: 'Export' }).click();
  const made = await downloaded(app, () => app.page.getByRole('button', { name: 'Save clip' }).click());
  expect(made.name).toBe('mpeg4_00-00-01.000_to_00-00-01.333_copy.avi');
  expect(made.bytes.subarray(0, 4).toString()).toBe('RIFF');
  await app.page.getByRole('tab', { name: 'Details' }).click();
  const facts = app.page.getByTestId('facts-Video');
  await expect(facts).toContainText('constant, 12 fps on average');
  await expect(facts).toContainText('Simple Profile, level 1');
});

/** What a deed saves. */
async function downloaded(
  { page }: AppPage,
  deed: () => Promise<void>,
): Promise<{ name: string; bytes: Buffer; sha256: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), deed()]);
  const bytes = readFileSync(await download.path());
  return {
    name: download.suggestedFilename(),
    bytes,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}
