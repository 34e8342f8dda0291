import { AppPage, expect, serveBuilt, test } from './app.ts';

test('a model that is damaged on the disk is said so, and the footage still plays', async ({ browser }) => {
  const server = await serveBuilt();
  const context = await browser.newContext({ serviceWorkers: 'block' });
  await context.route(/models\/.*\.bin$/, (route) => route.fulfill({ body: 'not the weights' }));
  const app = new AppPage(await context.newPage(), server.url);
  await app.open();
  await expect(app.notices.getByRole('article').filter({ hasText: /model/i })).toHaveCount(1);
  await app.choose('h264.mp4');
  await expect(app.page.getByTestId('analysis-status')).toHaveText('Could not be analysed');
  await app.jump('5');
  await expect(app.frame).toHaveText('5');
  await context.close();
  await server.close();
});

test('refused storage is said once, and a clip is analysed all the same', async ({ browser }) => {
  const server = await serveBuilt();
  const context = await browser.newContext({ serviceWorkers: 'block' });
  await context.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    };
  });
  const app = new AppPage(await context.newPage(), server.url);
  await app.open();
  await expect(app.notices.getByText(/does not let Vigil store/)).toHaveCount(1);
  await app.choose('h264.mp4');
  await app.finished();
  await context.close();
  await server.close();
});

test('a second tab works beside the first', async ({ app, context }) => {
  const second = new AppPage(await context.newPage(), app.url);
  await second.open();
  await Promise.all([app.choose('h264.mp4'), second.choose('vp9.webm')]);
  await Promise.all([app.finished(), second.finished()]);
});
