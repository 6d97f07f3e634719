import { chromium, type Page } from '@playwright/test';
import { findBrowser } from '../../browser/chromium.ts';
import { BENCH_PASSWORD } from './web-stage.ts';

export interface WatchingBrowser {
  /** @returns a promise of the moment in which the page showed the text, in ms since 1970 */
  show(text: string): Promise<{ readonly shown: Promise<number> }>;
  close(): Promise<void>;
}

/** A browser, signed in, that looks at a page of a fabric; live. */
export async function openBrowserOn(url: string, path: string): Promise<WatchingBrowser> {
  const { executablePath, args, env } = await findBrowser();
  const browser = await chromium.launch({
    executablePath,
    args: [...args],
    env: { ...(process.env as Record<string, string>), ...env },
  });
  try {
    const page = await browser.newPage();
    const answer = await page.request.post(`${url}/api/hedgehog/session`, {
      data: { username: 'admin', password: BENCH_PASSWORD },
      headers: { origin: url },
    });
    if (!answer.ok()) throw new Error(`no sign-in: ${answer.status()} ${await answer.text()}`);
    await page.goto(`${url}${path}`);
    await page.locator('[data-live="live"]').first().waitFor();
    return {
      async show(text) {
        await watchFor(page, text);
        return { shown: page.evaluate('globalThis.benchShown') };
      },
      close: () => browser.close(),
    };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** Whatever element it is in: the moment in which the DOM first holds the text. */
async function watchFor(page: Page, text: string): Promise<void> {
  await page.evaluate(`globalThis.benchShown = new Promise((resolve) => {
    const holds = () => document.querySelector('.status-indicator')?.textContent.trim() === ${JSON.stringify(text)};
    const look = () => {
      if (!holds()) return;
      watching.disconnect();
      resolve(performance.timeOrigin + performance.now());
    };
    const watching = new MutationObserver(look);
    watching.observe(document.body, { childList: true, subtree: true, characterData: true });
    if (holds()) throw new Error('the page shows it already');
  }); undefined`);
}
