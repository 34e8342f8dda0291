import { svelte } from '@sveltejs/vite-plugin-svelte';
import { VitePWA } from 'vite-plugin-pwa';
import { defineConfig } from 'vite';
import { modelFolder } from './scripts/build/model-folder.ts';
import { isolationHeaders } from './scripts/build/isolation-headers.ts';
import { securityPolicy } from './scripts/build/security-policy.ts';
import { verifierPage } from './scripts/build/verifier-page.ts';

export default defineConfig({
  base: './',
  plugins: [
    svelte(),
    modelFolder('models'),
    isolationHeaders(),
    securityPolicy(),
    verifierPage(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src/app',
      filename: 'service-worker.ts',
      registerType: 'prompt',
      injectRegister: false,
      injectManifest: {
        globPatterns: ['**/*.{html,js,css,svg,png,wasm,json,bin,mp4,webmanifest}'],
        // The ffmpeg core is 32 MB; it must be there offline.
        maximumFileSizeToCacheInBytes: 64e6,
      },
      manifest: {
        name: 'Vigil',
        short_name: 'Vigil',
        description: 'Video analysis that never leaves the device.',
        theme_color: '#14181d',
        background_color: '#14181d',
        display: 'standalone',
        start_url: './',
        icons: [
          { src: 'icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
          { src: 'icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
          { src: 'icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
    }),
  ],
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    rolldownOptions: { input: { index: 'index.html', headless: 'headless.html' } },
  },
});
