import { fileURLToPath } from 'node:url';

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const gateway = process.env['GONGJIAN_GATEWAY'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    target: ['chrome87', 'safari14'],
    cssTarget: ['chrome87', 'safari14'],
    manifest: true,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 900,
  },
  test: { environment: 'node', setupFiles: ['./scripts/test-browser.mjs'] },
  server: { proxy: { '/api': gateway } },
  preview: { proxy: { '/api': gateway } },
});
