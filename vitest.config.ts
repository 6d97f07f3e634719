import { defineConfig } from 'vitest/config';

/**
 * unit: pure code beside its file · db: real Postgres, one cloned database a file · kubernetes: suites that meet an API server ·
 * processes: whole processes of the app that are killed, frozen and cut off.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{server,db,components,app,e2e}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.db.test.ts', '**/*.k8s.test.ts'],
        },
      },
      {
        test: {
          name: 'db',
          include: ['{server,db,e2e}/**/*.db.test.ts'],
          globalSetup: ['./e2e/suites/database.ts'],
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'kubernetes',
          include: ['{server,e2e}/**/*.k8s.test.ts'],
          exclude: ['e2e/processes/**'],
          globalSetup: ['./e2e/suites/api-servers.ts', './e2e/suites/database.ts'],
          testTimeout: 30_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'processes',
          include: ['e2e/processes/*.k8s.test.ts'],
          globalSetup: ['./e2e/suites/api-servers.ts', './e2e/suites/database.ts'],
          testTimeout: 30_000,
          hookTimeout: 120_000,
          // Each brings more connections to the one Postgres than beside another fit in.
          fileParallelism: false,
        },
      },
    ],
  },
});
