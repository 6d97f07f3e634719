import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '#server/domain/app-error.ts';
import type { Checkout } from './checkouts.ts';
import { shownUrl } from './repository-url.ts';
import { GitFailure } from './run-git.ts';

/**
 * Reads from a checkout. Where git cannot, what is on the disk is damaged, and the next commits would begin with links to it: all
 * that was fetched of the repository is dropped, so that the next try fetches it anew.
 * @throws AppError GIT_UNREACHABLE then; else what the reading threw
 */
export async function readingFrom<T>({ folder }: Checkout, url: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof GitFailure) || error.reason !== 'exit') throw error;
    await rm(dirname(folder), { recursive: true, force: true });
    const why = 'what was fetched of it could not be read from the disk; the next try fetches it anew';
    throw new AppError('GIT_UNREACHABLE', { repository: shownUrl(url), why }, { cause: error });
  }
}
