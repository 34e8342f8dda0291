import { expect, test } from './app.ts';

test('a refused notification is said and stays off; each refusal of a camera is one sentence', async ({
  app,
}) => {
  const { page } = app;
  await page.getByRole('button', { name: 'Live camera or screen' }).click();
  await expect(page.getByRole('heading', { name: 'Live camera or screen' })).toBeVisible();
  for (const [name, sentence] of [
    ['NotAllowedError', 'The browser was told not to give Vigil the camera.'],
    ['NotFoundError', 'No camera was found.'],
    ['NotReadableError', 'another program may be using it'],
    ['OverconstrainedError', 'That camera is not connected any more.'],
  ] as const) {
    await page.evaluate((refusal) => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', refusal));
    }, name);
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    const said = page.getByRole('alert').filter({ hasText: /\S/ });
    await expect(said).toContainText(sentence);
    await expect(app.notices.getByRole('listitem')).toHaveCount(0);
  }

  await page.evaluate(() => {
    Notification.requestPermission = async () => 'denied';
  });
  await page.getByText('Notification', { exact: true }).click();
  await expect(app.notices).toContainText('The browser does not let Vigil show notifications.');
  await expect(page.getByLabel('Notification', { exact: true })).not.toBeChecked();
});
