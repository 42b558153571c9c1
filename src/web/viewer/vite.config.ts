import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // The SDK's sources, so that the page can be built without building the package first.
  resolve: { alias: { '@orleans-crosslive/client': fileURLToPath(new URL('../client/src/index.ts', import.meta.url)) } },
  build: {
    target: 'es2023',
    rollupOptions: { input: ['index.html', 'replay.html'].map((page) => fileURLToPath(new URL(page, import.meta.url))) },
    // No inlined assets and no polyfill: the page runs under a Content-Security-Policy that allows files of its own host only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  test: { environment: 'jsdom', include: ['test/**/*.test.ts'] },
});
