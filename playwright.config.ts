import { defineConfig } from '@playwright/test';
import { findBrowser } from './e2e/browser/chromium.ts';

const browser = await findBrowser();

/** Journeys in a real browser against the production build; each test has data of its own. */
export default defineConfig({
  testDir: './e2e/journeys',
  outputDir: './test-results',
  globalSetup: './e2e/journeys/global-setup.ts',
  timeout: 90_000,
  expect: { timeout: 15_000 },
  workers: 1,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [['list']],
  use: {
    viewport: { width: 1280, height: 900 },
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: browser.executablePath,
      args: [...browser.args],
      env: { ...process.env, ...browser.env },
    },
  },
});
