import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { freePort, isFreePort } from './free-port.ts';
import { startApp } from './start-app.ts';

/** Somebody who listens already. */
async function listener(host: string): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  return { port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

test('a port that nobody listens on is free', async () => {
  expect(await isFreePort(await freePort())).toBe(true);
});

test.each(['127.0.0.1', '0.0.0.0'])(
  'a demo on an occupied port (%s) says so, and talks to nobody who listens there',
  async (host) => {
    const other = await listener(host);
    const app = startApp({ dataDir: '/nowhere', port: other.port, password: 'x', token: 'x' });

    await expect(app).rejects.toThrow(`port ${other.port} is in use`);
    await other.close();
  },
);
