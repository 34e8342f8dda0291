/**
 * Renders public/icon.svg to the PNG icons of the manifest: as it is, and maskable (the mark inside the safe zone on a
 * full-bleed ground).
 *
 *     npx tsx scripts/sample/render-icons.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { chromiumFlags, findChromium } from '../browser/chromium.ts';

const size = 512;
const ground = '#14181d';
const svg = readFileSync('public/icon.svg', 'utf8');
const executablePath = findChromium();
const browser = await chromium.launch({ args: chromiumFlags, ...(executablePath ? { executablePath } : {}) });
const page = await browser.newPage({ viewport: { width: size, height: size } });
for (const { file, scale, background } of [
  { file: 'icon-512.png', scale: 1, background: 'transparent' },
  { file: 'icon-maskable-512.png', scale: 0.8, background: ground },
]) {
  const style = `margin:0;display:grid;place-items:center;height:100vh;background:${background}`;
  await page.setContent(
    `<body style="${style}"><div style="width:${scale * 100}vw;line-height:0">${svg}</div></body>`,
  );
  writeFileSync(`public/${file}`, await page.screenshot({ omitBackground: true }));
}
await browser.close();
