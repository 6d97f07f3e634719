import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

const LOOK_EVERY_MS = 500;

/** Bytes of the files below a folder; files that vanish meanwhile do not count. */
async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        stat(join(entry.parentPath, entry.name)).then(
          (info) => info.size,
          () => 0,
        ),
      ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Looks after a folder while `act` fills it; the signal fires when it has grown past the limit. */
export async function watchingSize<T>(
  folder: string,
  limitBytes: number,
  act: (tooLarge: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let ended = false;
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    if ((await folderBytes(folder)) > limitBytes) controller.abort();
    else if (!ended) timer = setTimeout(() => void look(), LOOK_EVERY_MS);
  };
  timer = setTimeout(() => void look(), LOOK_EVERY_MS);
  try {
    return await act(controller.signal);
  } finally {
    ended = true;
    clearTimeout(timer);
  }
}
