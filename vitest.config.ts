import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { findChromium, chromiumFlags } from './scripts/browser/chromium.ts';
import { isolationHeaders } from './scripts/build/isolation-headers.ts';
import { modelFolder } from './scripts/build/model-folder.ts';

const executablePath = findChromium();

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [svelte()],
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.ts'],
          environment: 'node',
          // Vitest would leave one core idle, and start a process for each file.
          pool: 'threads',
          maxWorkers: availableParallelism(),
          // A hanging test is to be found, not a busy machine.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'cli',
          include: ['tests/cli/**/*.test.ts'],
          environment: 'node',
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        plugins: [svelte(), isolationHeaders(), modelFolder('models')],
        worker: { format: 'es' },
        optimizeDeps: {
          include: [
            '@tensorflow/tfjs',
            '@tensorflow/tfjs-backend-wasm',
            '@tensorflow/tfjs-backend-webgpu',
            'mediabunny',
            'hash-wasm',
            'idb',
          ],
          exclude: ['@ffmpeg/core', '@ffmpeg/ffmpeg'],
        },
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                ...(executablePath === undefined ? {} : { executablePath }),
                args: chromiumFlags,
              },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
