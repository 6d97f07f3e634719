import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';
import { CLUSTERS } from './world.ts';

const EXAMPLE = join(import.meta.dirname, '../demo/fabric');
const FILES = ['namespaces.yaml', 'vpcs/vpc-1.yaml', 'vpcs/vpc-2.yaml', 'vpcs/vpc-3.yaml'];
const files = Object.fromEntries(FILES.map((path) => [path, readFileSync(join(EXAMPLE, path), 'utf8')]));
/** Two namespaces and three VPCs. */
const OBJECTS = ['default', 'default', 'vpc-1', 'vpc-2', 'vpc-3'];

for (const cluster of CLUSTERS) {
  test(`a newcomer adds repository and fabric, presses Sync Now and sees it In Sync (${cluster} cluster)`, async ({
    signedIn: page,
    world,
    repository,
    namespaceOf,
    unique,
  }) => {
    test.skip(world.clusters[cluster] === null, `no ${cluster} API server on this machine`);
    const git = await repository(files);
    const target = await namespaceOf(cluster);
    const name = unique('fabric');

    await page.getByRole('link', { name: 'Git repositories' }).click();
    await page.getByRole('link', { name: 'Add repository' }).first().click();
    await page.getByLabel('Name', { exact: true }).fill(`${name}-git`);
    await page.getByLabel('URL').fill(git.url);
    await page.getByRole('button', { name: 'Test connection' }).click();
    await expect(page.getByText(/Connected/)).toBeVisible();
    await page.getByRole('button', { name: /Create|Save|Add/ }).click();
    await expect(page.getByRole('heading', { name: `${name}-git` })).toBeVisible();

    // Without a server first: the configuration modal is where it is set.
    await page.goto('/fabrics/new');
    await page.getByLabel('Name', { exact: true }).fill(name);
    const interval = page.getByLabel('Sync interval');
    await expect(interval).toHaveAttribute('placeholder', '300 (seconds)');
    await interval.fill('30');
    await page.getByLabel('Repository', { exact: true }).selectOption({ label: `${name}-git` });
    await page.getByRole('button', { name: /Create|Save|Add fabric/ }).click();
    await expect(page.getByText('Enter 0 (manual only) or 60 to 86400 seconds')).toBeVisible();
    await interval.fill('0');
    await page.getByRole('button', { name: /Create|Save|Add fabric/ }).click();
    const pill = page.locator('.fabric-status-display .status-indicator');
    await expect(pill).toHaveAttribute('data-sync-state', 'not_configured');
    await expect(page.locator('#sync-now-button')).toBeDisabled();

    await page.getByRole('button', { name: 'Configure', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('API server').fill(target.server.server);
    await dialog.getByLabel('Namespace').fill(target.namespace);
    await dialog.getByLabel('Service account token').fill(target.server.token);
    await dialog.getByLabel('CA certificate').fill(target.server.ca ?? '');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(pill).toHaveAttribute('data-sync-state', 'never_synced');

    // The bar may be gone in a moment: it is watched from before the click.
    const bar = page.locator('.sync-progress-container [role=progressbar]').waitFor();
    await page.locator('#sync-now-button').click();
    await bar;
    await expect(pill).toHaveAttribute('data-sync-state', 'in_sync');
    await expect(pill).toHaveClass(/bg-success/);
    await expect(page.locator('.sync-success-message')).toContainText('5 resources verified equal');
    await expect(page.locator('.status-why')).toContainText('verified 5 objects equal');
    expect((await target.objects()).map(({ metadata }) => metadata.name).sort()).toEqual(OBJECTS);

    await page.reload();
    await expect(page.locator('.sync-success-message')).toBeVisible();
  });

  test(`a wrong token is Sync Error with advice, nothing is written, and the right one heals it (${cluster} cluster)`, async ({
    signedIn: page,
    world,
    repository,
    namespaceOf,
    fabricOf,
  }) => {
    test.skip(world.clusters[cluster] === null, `no ${cluster} API server on this machine`);
    const git = await repository(files);
    const target = await namespaceOf(cluster);
    const { id } = await fabricOf(target, {
      git,
      settings: { kubernetes_token: 'a-canary-token-that-is-wrong', sync_interval: 300 },
    });

    await page.goto(`/fabrics/${id}`);
    const pill = page.locator('.fabric-status-display .status-indicator');
    await expect(pill).toHaveAttribute('data-sync-state', 'error');
    await expect(page.locator('.sync-error-message')).toContainText(
      'Authentication failed - Invalid service account token',
    );
    await expect(page.locator('.status-why')).toContainText('automatic runs stopped: credentials refused');
    await expect(page.getByText('K8S_AUTH_INVALID_TOKEN').first()).toBeVisible();
    await expect(
      page.getByText('Update service account token in fabric configuration').first(),
    ).toBeVisible();
    expect(await target.objects()).toEqual([]);
    expect(await page.content()).not.toContain('a-canary-token');

    await page.getByRole('link', { name: 'Fix Configuration' }).first().click();
    await page.getByRole('textbox', { name: 'Service account token' }).fill(target.server.token);
    await page.getByRole('button', { name: /Save/ }).click();

    // Nobody presses anything: the changed configuration starts a run.
    await expect(pill).toHaveAttribute('data-sync-state', 'in_sync');
    expect((await target.objects()).map(({ metadata }) => metadata.name).sort()).toEqual(OBJECTS);
  });
}
