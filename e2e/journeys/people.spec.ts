import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

/** WCAG 2.2 AA. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

async function expectUsable(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBeLessThanOrEqual(1);
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 120))])).toEqual([]);
}

async function signIn(page: Page, username: string, password: string): Promise<void> {
  await page.goto('/fabrics');
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Fabrics', level: 1 }).waitFor();
}

test('an administrator adds a person for one fabric; that person sees no other, and is out when disabled', async ({
  signedIn: admin,
  browser,
  baseURL,
  api,
  unique,
}) => {
  const [mine, other] = [unique('mine'), unique('other')];
  const { id } = await api.post<{ id: number }>('/fabrics', { name: mine, sync_interval: 0 });
  const { id: otherId } = await api.post<{ id: number }>('/fabrics', { name: other, sync_interval: 0 });
  const username = unique('lena').replace('-', '_');

  await admin.getByRole('link', { name: 'Users' }).click();
  await admin.getByRole('button', { name: 'Add user' }).click();
  const dialog = admin.getByRole('dialog');
  await dialog.getByLabel('User name').fill(username);
  await dialog.getByLabel('Name', { exact: true }).fill('Lena Limited');
  await dialog.getByLabel('E-mail').fill(`${username}@example.org`);
  await dialog.getByLabel('Role', { exact: true }).selectOption('operator');
  await dialog.getByLabel('All fabrics').uncheck();
  await dialog.getByLabel('Fabric to grant').selectOption(mine);
  await dialog.getByRole('button', { name: 'Grant' }).click();
  await expect(dialog.getByLabel(`Role on ${mine}`)).toHaveValue('viewer');
  await expectUsable(admin);
  await dialog.getByRole('button', { name: 'Add user' }).click();
  const password = await dialog.locator('code').innerText();
  await expectUsable(admin);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expectUsable(admin);

  const context = await browser.newContext(baseURL === undefined ? {} : { baseURL });
  const lena = await context.newPage();
  await signIn(lena, username, password);
  await expect(lena.getByRole('link', { name: mine })).toBeVisible();
  await expect(lena.getByRole('link', { name: other })).toHaveCount(0);
  await expect(lena.getByRole('link', { name: 'Users' })).toHaveCount(0);
  await expect(lena.getByRole('link', { name: 'Add fabric' })).toHaveCount(0);
  await lena.goto(`/fabrics/${otherId}`);
  await expect(lena.getByRole('main')).toContainText('not found');
  await expect(lena.getByRole('main')).not.toContainText(other);
  await lena.goto(`/fabrics/${id}`);
  await expect(lena.getByRole('heading', { name: mine, level: 1 })).toBeVisible();
  await expect(lena.getByRole('button', { name: 'Test connection' })).toHaveCount(0);

  await lena.goto('/account');
  await lena.getByLabel('Current password').fill(password);
  await lena.getByLabel('New password', { exact: true }).fill('a password of my own');
  await lena.getByLabel('New password again').fill('a password of my own');
  await lena.getByRole('button', { name: 'Change password' }).click();
  await expect(lena.getByText('The password was changed')).toBeVisible();
  await expectUsable(lena);

  await admin.getByRole('button', { name: `Edit ${username}` }).click();
  await dialog.getByLabel(`Role on ${mine}`).selectOption('operator');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toHaveCount(0);
  await lena.goto(`/fabrics/${id}/edit`);
  await expect(lena.getByRole('button', { name: 'Save' })).toBeVisible();

  await admin.getByRole('button', { name: `Disable ${username}` }).click();
  await dialog.getByRole('button', { name: 'Disable user' }).click();
  await expect(admin.getByRole('button', { name: `Enable ${username}` })).toBeVisible();
  // The socket is cut at once, and what the page then asks is refused.
  await expect(lena.getByLabel('Username')).toBeVisible();
  await context.close();
});

test('the page of the API is read after signing in', async ({ page, world: { password } }) => {
  await page.goto('/api/hedgehog/docs');
  await page.getByLabel('Username').fill('admin');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();

  await expect(page).toHaveURL('/api/hedgehog/docs');
  await expect(page.getByText('Start a sync now', { exact: true })).toBeVisible();
});

test('what another administrator granted meanwhile is not taken away by who saves later', async ({
  signedIn: admin,
  api,
  unique,
}) => {
  const name = unique('granted');
  const { id: fabricId } = await api.post<{ id: number }>('/fabrics', { name, sync_interval: 0 });
  const username = unique('nora').replace('-', '_');
  const { id } = await api.post<{ id: string }>('/users', {
    username,
    name: 'Nora',
    email: `${username}@example.org`,
    all_fabrics: false,
  });
  await admin.getByRole('link', { name: 'Users' }).click();
  await admin.getByRole('button', { name: `Edit ${username}` }).click();
  const dialog = admin.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill('Nora New');

  const grants = [{ fabric_id: fabricId, role: 'viewer' }];
  await api.patch(`/users/${id}`, { grants });
  await dialog.getByRole('button', { name: 'Save' }).click();

  await expect(dialog).toContainText('was changed in the meantime');
  await expectUsable(admin);
  expect(await api.get(`/users/${id}`)).toMatchObject({ name: 'Nora', grants });

  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await admin.getByRole('button', { name: `Edit ${username}` }).click();
  await expect(dialog.getByLabel(`Role on ${name}`)).toHaveValue('viewer');
  await dialog.getByLabel('Name', { exact: true }).fill('Nora New');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toHaveCount(0);
  expect(await api.get(`/users/${id}`)).toMatchObject({ name: 'Nora New', grants });
});

test('of two who edit one receiver of news, the second is told, and then sees what is there', async ({
  signedIn: admin,
  api,
  unique,
}) => {
  const name = unique('hook');
  const { id } = await api.post<{ id: number }>('/webhooks', {
    name,
    url: 'https://hook.example/x',
    secret: 'a-secret-of-enough-letters',
  });
  await admin.goto('/webhooks');
  await admin.getByRole('button', { name: `Edit ${name}` }).click();
  const dialog = admin.getByRole('dialog');
  await dialog.getByLabel('URL').fill('https://hook.example/mine');

  await api.patch(`/webhooks/${id}`, { events: ['runs'] });
  await dialog.getByRole('button', { name: 'Save' }).click();

  await expect(dialog).toContainText('was changed in the meantime');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await admin.getByRole('button', { name: `Edit ${name}` }).click();
  await dialog.getByLabel('URL').fill('https://hook.example/mine');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toHaveCount(0);
  expect(await api.get(`/webhooks/${id}`)).toMatchObject({
    url: 'https://hook.example/mine',
    events: ['runs'],
  });
});
