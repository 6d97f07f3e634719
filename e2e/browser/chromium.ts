import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import bundled from '@sparticuz/chromium';

export interface Browser {
  readonly executablePath: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Where it comes from, for the report. */
  readonly source: string;
}

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The browser talks to this machine only: no updates, no look-ups of its own. */
const QUIET = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
];
const isRoot = process.getuid?.() === 0;
const ARGS = isRoot ? [...QUIET, '--no-sandbox'] : QUIET;

/** An installed Chromium, else Playwright's own, else the one that ships inside an npm package (Linux, x64). */
export async function findBrowser(): Promise<Browser> {
  const named = process.env['CHROMIUM_PATH'];
  const installed = [...(named === undefined ? [] : [named]), ...INSTALLED, chromium.executablePath()].find(
    (path) => existsSync(path),
  );
  if (installed !== undefined) return { executablePath: installed, args: ARGS, env: {}, source: installed };
  return await unpackBundled();
}

/** The package's own files, past its `exports`. */
const bundledFile = (path: string): URL => new URL(path, import.meta.resolve('@sparticuz/chromium'));

async function unpackBundled(): Promise<Browser> {
  const { version } = JSON.parse(readFileSync(bundledFile('../../package.json'), 'utf8')) as {
    version: string;
  };
  const folder = join(
    process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'),
    'fabric-sync',
    `chromium-${version}`,
  );
  mkdirSync(folder, { recursive: true });
  // The package unpacks into the temporary folder and takes whatever `chromium` it finds there, of any version.
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  try {
    const executablePath = await bundled.executablePath();
    const env = lacksLibraries(executablePath) ? { LD_LIBRARY_PATH: await unpackLibraries(folder) } : {};
    return { executablePath, args: ARGS, env, source: `@sparticuz/chromium ${version}` };
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}

function lacksLibraries(executablePath: string): boolean {
  try {
    return execFileSync('ldd', [executablePath], { encoding: 'utf8' }).includes('not found');
  } catch {
    return false;
  }
}

/** The package carries the libraries that a bare machine lacks, for one cloud's image; they fit other Linuxes too. */
async function unpackLibraries(folder: string): Promise<string> {
  const { inflate } = (await import(bundledFile('lambdafs.js').href)) as {
    inflate(file: string): Promise<string>;
  };
  await inflate(fileURLToPath(bundledFile('../../bin/al2023.tar.br')));
  return join(folder, 'al2023', 'lib');
}
