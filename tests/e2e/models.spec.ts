import { unzipSync, zipSync } from 'fflate';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { builtApp, expect, test, type AppPage } from './app.ts';
import { written } from './stored-records.ts';

const models = ({ page }: AppPage) => page.getByTestId('model');
/** The choice of an own model among the settings: its SHA-256. */
const chosen = /"[0-9a-f]{64}"/;
const header = ({ page }: AppPage) => page.getByRole('main');

async function openModels(app: AppPage): Promise<void> {
  await app.page.goto(`${app.url}#/models`);
  await expect(models(app).first()).toBeVisible();
}

/** The shown model as the file that its button saves. */
async function exported({ page }: AppPage): Promise<{ name: string; bytes: Buffer }> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  const file = await download;
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

async function importFile({ page }: AppPage, name: string, buffer: Buffer): Promise<void> {
  await page.locator('#import-model').setInputFiles([{ name, mimeType: 'application/zip', buffer }]);
}

/** The files of the shipped model, as its folder has them. */
function shippedFiles(): Record<string, Uint8Array> {
  const folder = join(builtApp, 'models', 'vigil-2');
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.includes('.'),
  );
  return Object.fromEntries(
    paths.map((path) => [path.replaceAll(sep, '/'), new Uint8Array(readFileSync(join(folder, path)))]),
  );
}

/** The same network under another name, with a class that Vigil does not know in the place of Burglary. */
function ownModel(files: Record<string, Uint8Array>): Buffer {
  const text = new TextDecoder().decode(files['manifest.json']);
  const manifest = JSON.parse(text.replaceAll('"Burglary"', '"Vandalism"')) as Record<string, unknown>;
  const own = { ...manifest, id: 'own-1', name: 'Yard' };
  const entries = { ...files, 'manifest.json': new TextEncoder().encode(JSON.stringify(own)) };
  return Buffer.from(zipSync(entries, { level: 0 }));
}

test('a model goes out as one file, comes back, is used, named and deleted', async ({ app }) => {
  await openModels(app);
  await expect(models(app)).toHaveCount(1);
  await expect(models(app)).toContainText('In use');
  const shipped = await exported(app);
  expect(shipped.name).toBe('vigil-2.vigil-model');
  const again = await exported(app);
  expect(createHash('sha256').update(again.bytes).digest('hex')).toBe(
    createHash('sha256').update(shipped.bytes).digest('hex'),
  );

  await importFile(app, 'yard.vigil-model', ownModel(unzipSync(new Uint8Array(shipped.bytes))));
  await expect(models(app)).toHaveCount(2);
  await expect(header(app).getByRole('heading', { name: 'Yard' })).toBeVisible();
  await expect(app.page.getByRole('list', { name: 'Classes' })).toContainText('Vandalism');

  await app.page.getByRole('textbox', { name: 'Name' }).fill('North yard');
  await app.page.getByRole('textbox', { name: 'Note' }).fill('good at night');
  await app.page.getByRole('textbox', { name: 'Note' }).blur();
  await expect(models(app).nth(1)).toContainText('North yard');
  await expect(models(app).nth(1)).toContainText('good at night');

  await app.page.getByRole('button', { name: 'Use in Footage' }).click();
  await expect(models(app).nth(1)).toContainText('In use');
  await expect(app.page.getByText('Footage now uses North yard.')).toBeVisible();
  await written(app.page, 'settings', chosen);

  await app.page.reload();
  await expect(models(app).nth(1)).toContainText('In use');
  await app.page.goto(`${app.url}#/footage`);
  await app.choose('h264.mp4');
  await app.finished();
  await app.page.getByRole('tab', { name: 'Thresholds' }).click();
  await expect(app.page.getByRole('tabpanel')).toContainText('Vandalism');

  await openModels(app);
  await models(app).nth(1).click();
  await app.page.getByRole('button', { name: 'Delete…' }).click();
  await expect(app.page.getByRole('button', { name: 'Keep' })).toBeFocused();
  await app.page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(models(app)).toHaveCount(1);
  await expect(models(app)).toContainText('In use');
  await written(app.page, 'settings', /"shipped:vigil-2"/);
  await app.page.reload();
  await expect(models(app)).toHaveCount(1);
});

test('two models stand side by side; everything on the screen is reached and named by the keyboard', async ({
  app,
}) => {
  await openModels(app);
  await importFile(app, 'yard.vigil-model', ownModel(shippedFiles()));
  await expect(models(app)).toHaveCount(2);
  await app.page.getByRole('combobox', { name: 'Compare Yard with' }).selectOption('Vigil 2');
  const table = app.page.getByRole('table', { name: 'On the test clips of each' });
  await expect(table.getByRole('columnheader')).toHaveText(['Yard', 'Vigil 2']);
  await expect(table.getByRole('row', { name: /^Accuracy/ })).toContainText('%');
  await app.page.getByRole('button', { name: 'Close the comparison' }).click();
  await expect(table).toBeHidden();

  await models(app).first().focus();
  await app.page.keyboard.press('Enter');
  await expect(models(app).first()).toHaveAttribute('aria-current', 'true');
  const names: string[] = [];
  for (let n = 0; n < 6; n++) {
    await app.page.keyboard.press('Tab');
    names.push(
      await app.page.evaluate(
        () => document.activeElement?.textContent?.trim().replaceAll(/\s+/g, ' ') ?? '',
      ),
    );
  }
  expect(names[0]).toContain('Yard');
  expect(names.some((name) => name.startsWith('Compare with'))).toBe(true);
  expect(names).toContain('Export');
});

test('hostile and damaged files are refused with a sentence that names them, and the model in use stays', async ({
  app,
}) => {
  await openModels(app);
  const files = shippedFiles();
  const bytes = Buffer.from(zipSync(files, { level: 0 }));
  const weights = (files['head/weights.bin'] as Uint8Array).slice();
  weights[5] = (weights[5] as number) ^ 1;
  const cases: [string, Buffer, string][] = [
    ['letter.vigil-model', Buffer.from('Dear Sir'), 'letter.vigil-model is not a Vigil model file.'],
    [
      'half.vigil-model',
      bytes.subarray(0, bytes.length / 2),
      'half.vigil-model is damaged: its end is missing.',
    ],
    [
      'changed.vigil-model',
      Buffer.from(zipSync({ ...files, 'head/weights.bin': weights }, { level: 0 })),
      'The file head/weights.bin in changed.vigil-model',
    ],
    [
      'escape.vigil-model',
      Buffer.from(zipSync({ '../../manifest.json': new Uint8Array(2) })),
      'escape.vigil-model holds the path "../../manifest.json", which leads out of it.',
    ],
    [
      'bomb.vigil-model',
      Buffer.from(zipSync({ 'manifest.json': new Uint8Array(97e6) }, { level: 1 })),
      'bomb.vigil-model would take 97 MB, more than the 96 MB a model may have.',
    ],
  ];
  for (const [name, buffer, sentence] of cases) {
    await importFile(app, name, buffer);
    await expect(app.notices.getByText(sentence)).toBeVisible();
  }

  // One that is dropped goes the same way, and is not opened as footage.
  const transfer = await app.page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(['Dear Sir'], 'dropped.vigil-model'));
    return data;
  });
  await app.page.dispatchEvent('body', 'dragover', { dataTransfer: transfer });
  await expect(app.page.getByText('Drop a .vigil-model file to import it.')).toBeVisible();
  await app.page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
  await expect(app.notices).toContainText('dropped.vigil-model is not a Vigil model file.');
  expect(app.page.url()).toContain('#/models');
  await expect(models(app)).toHaveCount(1);
  await expect(models(app)).toContainText('In use');
});

test('a chosen model that is gone gives way to the shipped one, and that is told', async ({ app }) => {
  await openModels(app);
  await importFile(app, 'yard.vigil-model', ownModel(shippedFiles()));
  await app.page.getByRole('button', { name: 'Use in Footage' }).click();
  await expect(models(app).nth(1)).toContainText('In use');
  // Until it is loaded, its loss would be told before the reload.
  await expect(app.page.getByRole('contentinfo', { name: 'Status' })).toContainText('own-1');
  await written(app.page, 'settings', chosen);
  await app.page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('vigil');
        opening.onerror = () => reject(new Error('The database did not open.'));
        opening.onsuccess = () => {
          const transaction = opening.result.transaction(['models', 'modelFiles'], 'readwrite');
          transaction.objectStore('models').clear();
          transaction.objectStore('modelFiles').clear();
          transaction.oncomplete = () => {
            opening.result.close();
            resolve();
          };
        };
      }),
  );
  await app.page.reload();
  await expect(app.notices).toContainText('no longer on this device; Vigil 2 is used instead');
  await expect(models(app)).toHaveCount(1);
});
