import type { Page, WebSocketRoute } from '@playwright/test';
import { expect, test } from './fixtures.ts';

/** The way between page and sockets, which a test can cut and mend: those that are open and those that are tried. */
async function cuttable(page: Page): Promise<{ cut(): void; mend(): void }> {
  let isCut = false;
  const open = new Set<WebSocketRoute>();
  await page.routeWebSocket(/socket\.io/, (socket) => {
    if (isCut) {
      void socket.close();
      return;
    }
    socket.connectToServer();
    open.add(socket);
  });
  await page.route('**/socket.io/**', (route) => (isCut ? route.abort() : route.continue()));
  return {
    cut() {
      isCut = true;
      for (const socket of open) void socket.close();
      open.clear();
    },
    mend() {
      isCut = false;
    },
  };
}

const vpc = `apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: live-vpc}
spec:
  subnets:
    default: {subnet: 10.0.9.0/24, vlan: 1009}
`;

test('a run that a script starts shows on an open page at once, and still does when the socket is cut', async ({
  signedIn: page,
  api,
  repository,
  namespaceOf,
  fabricOf,
}) => {
  const git = await repository({ 'vpc.yaml': vpc });
  const { id } = await fabricOf(await namespaceOf('sandbox'), { git });
  const wire = await cuttable(page);
  await page.goto(`/fabrics/${id}`);
  const pill = page.locator('.fabric-status-display .status-indicator');
  const mark = page.locator('.live-mark');
  await expect(pill).toHaveAttribute('data-sync-state', 'never_synced');
  await expect(mark).toHaveText('Live');

  await api.post(`/fabrics/${id}/sync/trigger`);
  await expect(pill).toHaveAttribute('data-sync-state', 'in_sync', { timeout: 5_000 });

  wire.cut();
  await expect(mark).not.toHaveText('Live');
  await api.patch(`/fabrics/${id}`, { sync_enabled: false });
  await expect(pill).toHaveAttribute('data-sync-state', 'disabled', { timeout: 45_000 });
  await expect(mark).not.toHaveText('Live');

  wire.mend();
  await expect(mark).toHaveText('Live', { timeout: 45_000 });
  await page.getByRole('button', { name: 'Enable Sync' }).click();
  await expect(pill).toHaveAttribute('data-sync-state', 'in_sync');
});
