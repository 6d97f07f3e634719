import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';
import { CLUSTERS } from './world.ts';

const EXAMPLE = join(import.meta.dirname, '../demo/fabric');
const VPCS = '/apis/vpc.githedgehog.com/v1beta1';
const WIRING = '/apis/wiring.githedgehog.com/v1beta1';

for (const cluster of CLUSTERS) {
  test(`what the cluster holds is imported, edited in the app, and synced back (${cluster} cluster)`, async ({
    signedIn: page,
    world,
    namespaceOf,
    fabricOf,
  }) => {
    test.skip(world.clusters[cluster] === null, `no ${cluster} API server on this machine`);
    test.setTimeout(180_000);
    const target = await namespaceOf(cluster);
    const { namespace, send } = target;
    const by = { query: { fieldManager: 'kubectl-client-side-apply' } };
    const made = [
      await send('POST', `${WIRING}/namespaces/${namespace}/vlannamespaces`, {
        ...by,
        body: {
          apiVersion: 'wiring.githedgehog.com/v1beta1',
          kind: 'VLANNamespace',
          metadata: { name: 'default' },
          spec: { ranges: [{ from: 1000, to: 2999 }] },
        },
      }),
      await send('POST', `${VPCS}/namespaces/${namespace}/vpcs`, {
        ...by,
        body: {
          apiVersion: 'vpc.githedgehog.com/v1beta1',
          kind: 'VPC',
          metadata: { name: 'vpc-1' },
          spec: {
            subnets: {
              web: { subnet: '10.0.1.0/24', vlan: 1001 },
              db: { subnet: '10.0.2.0/24', vlan: 1002 },
            },
          },
        },
      }),
    ];
    expect(made.map(({ status }) => status)).toEqual([201, 201]);
    const { id, name } = await fabricOf(target);

    await page.goto(`/fabrics/${id}`);
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('button', { name: 'Import from cluster' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByRole('row', { name: /VPC/ })).toContainText('1');
    await expect(dialog.getByLabel('Adopt the objects now')).toBeChecked();
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Import sync_fabric_');
    await expect(page.getByText('Completed', { exact: true })).toBeVisible();

    await page.goto(`/fabrics/${id}`);
    const pill = page.locator('.fabric-status-display .status-indicator');
    await expect(pill).toHaveAttribute('data-sync-state', 'never_synced');
    await expect(page.locator('.sync-success-message')).toContainText(
      'Imported 2 resources into the inventory',
    );
    await page.locator('#sync-now-button').click();
    await expect(pill).toHaveAttribute('data-sync-state', 'in_sync');
    await expect(page.locator('.sync-success-message')).toContainText(
      '2 resources verified equal (2 unchanged)',
    );

    await page.getByRole('link', { name: 'Resources' }).last().click();
    await page.getByRole('link', { name: 'vpc-1' }).click();
    await page.getByRole('link', { name: 'Edit' }).click();
    const spec = page.getByLabel('Spec');
    const before = await spec.inputValue();
    expect(before).toContain('vlan: 1001');
    await spec.fill(`${before}\n  nonsense: [`);
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.locator('.field-error')).toContainText('Line ');
    await spec.fill(before.replace('vlan: 1001', 'vlan: 1009\n    nonsense: true'));
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.locator('.field-error')).toContainText('nonsense');
    await expect(spec).toHaveValue(/nonsense: true/);
    const edited = before.replace('vlan: 1001', 'vlan: 1009').replace(/ {2}db:\n( {4}.*\n)+/, '');
    expect(edited).not.toContain('10.0.2.0');
    await spec.fill(edited);
    await page.getByRole('button', { name: 'Save' }).click();
    // The namespace of this test is no namespace of Hedgehog's: the form says so and has saved.
    await expect(page.getByText('Before you sync:')).toBeVisible();

    await page.goto(`/fabrics/${id}`);
    await expect(page.locator('.status-why')).toContainText('1 change in the inventory waits');
    await page.locator('#sync-now-button').click();
    await expect(page.locator('.status-why')).toContainText('verified 2 objects equal');
    const vpc = (await target.objects()).find(({ kind }) => kind === 'VPC');
    if (vpc === undefined) throw new Error('the VPC is gone');
    expect(vpc.spec).toMatchObject({ subnets: { web: { vlan: 1009 } } });
    // What left the inventory left the cluster, though kubectl had written it.
    expect(Object.keys((vpc.spec as { subnets: object }).subnets)).toEqual(['web']);

    await page.getByRole('button', { name: 'More actions' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Export desired YAML' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe(`${name}-desired.yaml`);
    expect(readFileSync(await file.path(), 'utf8')).toContain('vlan: 1009');

    await page.getByRole('link', { name: 'Resources' }).last().click();
    await page.getByRole('link', { name: 'Add resource' }).click();
    await page.getByLabel('Kind').selectOption('SwitchGroup');
    await page.getByLabel('Name', { exact: true }).fill('eslag-1');
    await page.getByRole('button', { name: 'Add resource' }).click();
    await expect(page.getByRole('heading', { name: 'SwitchGroup eslag-1' })).toBeVisible();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete resource' }).click();
    await expect(page.getByRole('heading', { name })).toBeVisible();
    await expect(page.getByRole('link', { name: 'vpc-1' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'eslag-1' })).toHaveCount(0);
  });
}

test('objects from Git are changed in Git: the pages offer nothing else', async ({
  signedIn: page,
  repository,
  namespaceOf,
  fabricOf,
}) => {
  const git = await repository({ 'vpc.yaml': readFileSync(join(EXAMPLE, 'vpcs/vpc-1.yaml'), 'utf8') });
  const { id, name } = await fabricOf(await namespaceOf('sandbox'), { git });

  await page.goto(`/fabrics/${id}/resources`);
  await expect(page.getByRole('heading', { name })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Add resource' })).toHaveCount(0);
  await page.getByRole('button', { name: 'More actions' }).click();
  await expect(page.getByRole('link', { name: 'Export desired YAML' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Import from cluster' })).toHaveCount(0);
  await page.goto(`/fabrics/${id}/resources/new`);
  await expect(page.getByText('comes from the Git repository')).toBeVisible();
});
