import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { ClusterNamespace } from '../app/cluster-namespace.ts';
import type { GitRepository } from '../app/git-repository.ts';
import { expect, test as journey } from './fixtures.ts';

const EXAMPLE = join(import.meta.dirname, '../demo/fabric');
const FILES = [
  'namespaces.yaml',
  'switch-groups.yaml',
  'switches.yaml',
  'servers.yaml',
  'connections/servers.yaml',
  'vpcs/vpc-1.yaml',
  'vpcs/vpc-2.yaml',
  'vpcs/vpc-3.yaml',
  'vpcattachments.yaml',
];
const files = Object.fromEntries(FILES.map((path) => [path, readFileSync(join(EXAMPLE, path), 'utf8')]));
const VPC_1 = files['vpcs/vpc-1.yaml'] ?? '';
const otherVlan = { 'vpcs/vpc-1.yaml': VPC_1.replace('vlan: 1001', 'vlan: 1101') };

/** The attachments but those that say this. */
const without = (text: string): string =>
  (files['vpcattachments.yaml'] ?? '')
    .split('---')
    .filter((each) => !each.includes(text))
    .join('---');

/** An hour that is days away, in any zone. */
const closedToday = () => ({
  kind: 'allow',
  days: [(['wed', 'thu', 'fri', 'sat', 'sun', 'mon', 'tue'] as const)[new Date().getUTCDay()]],
  start: '11:00',
  end: '12:00',
  time_zone: 'UTC',
});

const pill = (page: Page) => page.locator('.fabric-status-display .status-indicator');

interface Synced {
  readonly page: Page;
  readonly git: GitRepository;
  readonly target: ClusterNamespace;
  readonly id: number;
}

const test = journey.extend<{ readonly synced: Synced }>({
  /** A fabric on both, synced; nothing runs by itself afterwards. */
  synced: async ({ signedIn: page, repository, namespaceOf, fabricOf }, use) => {
    const git = await repository(files);
    const target = await namespaceOf('sandbox');
    const { id } = await fabricOf(target, { git, settings: { prune: true } });
    await page.goto(`/fabrics/${id}`);
    await page.locator('#sync-now-button').click();
    await expect(pill(page)).toHaveAttribute('data-sync-state', 'in_sync');
    await use({ page, git, target, id });
  },
});

const objectPath = ({ namespace }: ClusterNamespace, plural: string, name: string): string =>
  `/apis/vpc.githedgehog.com/v1beta1/namespaces/${namespace}/${plural}/${name}`;

const vlanOf = async (target: ClusterNamespace): Promise<unknown> => {
  const { body } = await target.send('GET', objectPath(target, 'vpcs', 'vpc-1'));
  return (body as { spec?: { subnets?: { frontend?: { vlan?: unknown } } } }).spec?.subnets?.frontend?.vlan;
};

test('a change in Git is planned, seen with what it means, and applied exactly so', async ({
  synced: { page, git, target },
}) => {
  await git.commit(otherVlan, 'another VLAN');

  await page.getByRole('link', { name: 'Plan', exact: true }).first().click();
  await expect(page.getByText('0 create, 1 update, 0 delete')).toBeVisible();
  const changes = page.getByRole('table', { name: 'Fields that differ' });
  await expect(changes).toContainText('spec.subnets.frontend.vlan');
  await expect(changes.getByRole('row').last()).toContainText(/1001.*1101/);
  const impact = page.getByRole('region', { name: 'What it means on the network' });
  await expect(impact).toContainText(
    'server-03 changes from VLAN 1001 to VLAN 1101 (vpc-1/frontend) on leaf-01',
  );
  expect(await vlanOf(target)).toBe(1001);

  // The address is the plan: whoever opens it sees the same.
  await expect(page).toHaveURL(/[?&]plan=[0-9a-f-]{36}/);
  await page.reload();
  await expect(impact).toContainText('VLAN 1101');
  await page.getByRole('button', { name: 'Apply this plan' }).click();
  await expect(page.getByText('This plan was applied: 1 updated')).toBeVisible();
  await expect(pill(page)).toHaveAttribute('data-sync-state', 'in_sync');
  expect(await vlanOf(target)).toBe(1101);

  await page.getByRole('button', { name: 'Plan again' }).first().click();
  await expect(
    page.getByRole('heading', { name: 'Nothing to change: the cluster equals the desired state' }),
  ).toBeVisible();
  await expect(page.getByRole('button', { name: 'Apply this plan' })).toBeDisabled();
});

test('what moved between plan and apply stops the run before its first write, and is said', async ({
  synced: { page, git, target },
}) => {
  await git.commit(otherVlan, 'another VLAN');
  await page.getByRole('link', { name: 'Plan', exact: true }).first().click();
  await expect(page.getByText('0 create, 1 update, 0 delete')).toBeVisible();

  const attachment = objectPath(target, 'vpcattachments', 'server-03--bundled--leaf-01--vpc-1--frontend');
  expect((await target.send('DELETE', attachment)).status).toBe(200);
  await page.getByRole('button', { name: 'Apply this plan' }).click();

  const refused = page.getByRole('alert').filter({ hasText: 'Nothing was applied' });
  await expect(refused).toContainText('The plan does not hold any more');
  await expect(refused).toContainText('server-03--bundled--leaf-01--vpc-1--frontend');
  await expect(refused).toContainText('SYNC_PLAN_MOVED');
  expect(await vlanOf(target)).toBe(1001);
  await refused.getByRole('button', { name: 'Plan again' }).click();
  await expect(page.getByText('1 create, 1 update, 0 delete')).toBeVisible();
  await expect(page.getByRole('region', { name: 'What it means on the network' })).toContainText(
    'server-03 gains VLAN 1101 (vpc-1/frontend) on leaf-01',
  );
});

test('a plan outside of the sync windows asks for a reason, once for all, and the run keeps it', async ({
  synced: { page, git, target, id },
  api,
}) => {
  await git.commit({ ...otherVlan, 'vpcattachments.yaml': without('server-03--') }, 'less, and another VLAN');
  await api.patch(`/fabrics/${id}`, { sync_windows: [closedToday()] });
  await page.getByRole('link', { name: 'Plan', exact: true }).first().click();
  await expect(page.getByText('The sync windows are closed: this asks for a reason')).toBeVisible();

  await page.getByRole('button', { name: 'Apply this plan' }).click();
  await page.getByRole('button', { name: 'Apply and delete 1 object' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toHaveCount(1);
  await expect(dialog).toContainText('Cannot sync now');
  expect(await vlanOf(target)).toBe(1001);
  await expect(dialog.getByLabel('Reason')).toBeFocused();
  await dialog.getByLabel('Reason').fill('a tenant waits');
  await dialog.getByRole('button', { name: 'Apply anyway' }).click();

  await expect(page.getByText('This plan was applied: 1 updated, 1 deleted')).toBeVisible();
  expect(await vlanOf(target)).toBe(1101);
  await page.getByRole('link', { name: 'See the run' }).first().click();
  await expect(page.getByText('a tenant waits')).toBeVisible();
});

test('a plan that deletes asks first; a plan of selected objects leaves the others', async ({
  synced: { page, git, target },
}) => {
  await git.commit({ ...otherVlan, 'vpcattachments.yaml': without('server-03--') }, 'less, and another VLAN');
  await page.getByRole('link', { name: 'Plan', exact: true }).first().click();
  await expect(page.getByText('0 create, 1 update, 1 delete')).toBeVisible();

  await page.getByRole('button', { name: 'Select objects' }).click();
  await page.getByRole('checkbox', { name: 'All of kind VPCAttachment' }).check();
  await page.getByRole('button', { name: 'Plan only the selected (1)' }).click();
  await expect(page.getByText('0 create, 0 update, 1 delete')).toBeVisible();
  await expect(page.getByText('Selective', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Apply this plan' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('VPCAttachment server-03--bundled--leaf-01--vpc-1--frontend');
  await dialog.getByRole('button', { name: 'Apply and delete 1 object' }).click();

  await expect(page.getByText('This plan was applied: 1 deleted')).toBeVisible();
  await expect(dialog).toBeHidden();
  // The rest stays as it was, and still to be done.
  expect(await vlanOf(target)).toBe(1001);
  await page.getByRole('link', { name: 'Plan', exact: true }).first().click();
  await expect(page.getByText('0 create, 1 update, 0 delete')).toBeVisible();
});
