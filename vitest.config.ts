import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const alias = {
  '@': fileURLToPath(new URL('.', import.meta.url)),
  // Next replaces it at build time; outside Next the package throws on import.
  'server-only': fileURLToPath(new URL('node_modules/server-only/empty.js', import.meta.url)),
};

export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          include: ['{lib,components,app}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.pg.test.ts', 'node_modules/**'],
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'pg',
          include: ['lib/**/*.pg.test.ts'],
          globalSetup: ['lib/testing/postgres.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          // Two files at a time: the server they share has two cores to live on.
          maxWorkers: 2,
        },
      },
    ],
  },
});
