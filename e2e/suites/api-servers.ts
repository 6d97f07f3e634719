import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ProvidedContext } from 'vitest';
import type { TestProject } from 'vitest/node';
import { STAND_IN_DIFFERS } from '../conformance/stand-in-differs.ts';
import { findTarget, type ApiServer, type Target } from '../cluster/target.ts';

declare module 'vitest' {
  interface ProvidedContext {
    apiServers: ApiServers;
  }
}

/** What suites that meet an API server run on; null where it could not be had. */
export type ApiServers = { real: ApiServer | null; sandbox: ApiServer | null };

/** Vitest's global setup: starts the real API server and the sandbox once for all files, and says which suites go without. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [real, sandbox] = await Promise.all([findTarget('vendor'), startSandbox()]);
  leftOut('the real API server', real);
  leftOut('the sandbox', sandbox);
  if ('server' in sandbox) sayDifferences();
  const apiServers: ProvidedContext['apiServers'] = { real: asProvided(real), sandbox: asProvided(sandbox) };
  project.provide('apiServers', apiServers);
  const started = [real, sandbox].filter((one) => 'stop' in one);
  return async () => {
    await Promise.all(started.map((one) => one.stop()));
  };
}

async function startSandbox(): Promise<Target | { missing: string }> {
  const module = resolve(import.meta.dirname, '../sandbox/start.ts');
  if (!existsSync(module)) return { missing: 'e2e/sandbox/start.ts is not there' };
  const sandbox = (await import(pathToFileURL(module).href)) as SandboxModule;
  const dataDir = await mkdtemp(join(tmpdir(), 'fabric-sync-sandbox-'));
  const { server, caCert, token, stop } = await sandbox.startSandbox({ dataDir });
  return {
    server,
    ca: caCert,
    token,
    namespace: 'default',
    async stop() {
      await stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

type SandboxModule = {
  startSandbox(options: {
    dataDir: string;
  }): Promise<{ server: string; caCert: string; token: string; stop: () => Promise<void> }>;
};

/** Only data crosses to the test processes. */
function asProvided(target: Target | { missing: string }): ApiServer | null {
  if ('missing' in target) return null;
  const { server, ca, token, namespace, clientAuthority } = target;
  return { server, ca, token, namespace, ...(clientAuthority === undefined ? {} : { clientAuthority }) };
}

function leftOut(name: string, target: Target | { missing: string }): void {
  if ('missing' in target) process.stdout.write(`Left out: every suite on ${name}: ${target.missing}\n`);
}

function sayDifferences(): void {
  const reasons = new Set(Object.values(STAND_IN_DIFFERS));
  for (const reason of reasons) {
    const titles = Object.keys(STAND_IN_DIFFERS).filter((title) => STAND_IN_DIFFERS[title] === reason);
    process.stdout.write(`The sandbox differs from a real API server in ${titles.length} cases: ${reason}\n`);
  }
}
