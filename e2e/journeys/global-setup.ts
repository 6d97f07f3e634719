import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../app/free-port.ts';
import { startApp } from '../app/start-app.ts';
import { findBrowser } from '../browser/chromium.ts';
import { findTarget } from '../cluster/target.ts';
import { startSandbox } from '../sandbox/start.ts';
import { handOver } from './world.ts';

/** Starts the app (production build, embedded Postgres), the sandbox and, where it can be had, a real API server. */
export default async function setup(): Promise<() => Promise<void>> {
  const { source } = await findBrowser();
  console.log(`Browser: ${source}`);
  const folder = await mkdtemp(join(tmpdir(), 'fabric-sync-journeys-'));
  const password = 'a password for journeys';
  const token = 'fs_a_token_for_the_journeys';
  const [sandbox, real] = await Promise.all([
    startSandbox({ dataDir: join(folder, 'sandbox') }),
    findTarget('vendor'),
  ]);
  if ('missing' in real) console.log(`Left out: every journey on a real API server: ${real.missing}`);
  const app = await startApp({ dataDir: join(folder, 'data'), port: await freePort(), password, token });
  handOver({
    url: app.url,
    password,
    token,
    folder,
    clusters: {
      sandbox: { server: sandbox.server, ca: sandbox.caCert, token: sandbox.token, namespace: 'default' },
      real:
        'missing' in real
          ? null
          : { server: real.server, ca: real.ca, token: real.token, namespace: real.namespace },
    },
  });
  return async () => {
    await app.stop();
    await sandbox.stop();
    if ('stop' in real) await real.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
