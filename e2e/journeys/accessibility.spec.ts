import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Fixtures, test } from './fixtures.ts';

/** WCAG 2.2 AA, in light and dark, on a desk and on a phone. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

const EXAMPLE = join(import.meta.dirname, '../demo/fabric');
const file = (path: string): string => readFileSync(join(EXAMPLE, path), 'utf8');

/** The address of a plan that creates, and that cannot be applied: its attachments name Connections that are not there. */
async function plannedFabric({
  api,
  repository,
  namespaceOf,
  fabricOf,
}: Pick<Fixtures, 'api' | 'repository' | 'namespaceOf' | 'fabricOf'>): Promise<string> {
  const git = await repository({
    'namespaces.yaml': file('namespaces.yaml'),
    'vpcs/vpc-1.yaml': file('vpcs/vpc-1.yaml'),
    'vpcattachments.yaml': file('vpcattachments.yaml'),
  });
  const { id } = await fabricOf(await namespaceOf('sandbox'), { git });
  const made = await api.post<{ id: string }>(`/fabrics/${id}/plan`, {});
  return `/fabrics/${id}/plan?plan=${made.id}`;
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [device, viewport] of [
    ['desk', { width: 1280, height: 900 }],
    ['phone', { width: 390, height: 844 }],
  ] as const) {
    test.describe(`${colorScheme}, on a ${device}`, () => {
      test.use({ colorScheme, viewport });

      test('every main page is free of accessibility faults and fits its screen', async ({
        signedIn: page,
        api,
        unique,
        repository,
        namespaceOf,
        fabricOf,
      }) => {
        // Many pages, one after the other.
        test.slow();
        const { id } = await api.post<{ id: number }>('/fabrics', { name: unique('unconfigured') });
        const failing = await api.post<{ id: number }>('/fabrics', {
          name: unique('failing'),
          kubernetes_server: 'https://127.0.0.1:9',
        });
        await page.goto(`/fabrics/${failing.id}`);
        await expect(page.locator('.fabric-status-display .status-indicator')).toHaveAttribute(
          'data-sync-state',
          'error',
        );

        const planned = await plannedFabric({ api, repository, namespaceOf, fabricOf });

        const inventory = await api.post<{ id: number }>('/resources', {
          fabric_id: id,
          kind: 'VPC',
          name: 'vpc-1',
          spec: { subnets: { default: { subnet: '10.0.1.0/24', vlan: 1001 } } },
        });

        const paths = [
          '/fabrics',
          `/fabrics/${id}`,
          `/fabrics/${failing.id}`,
          `/fabrics/${id}/edit`,
          `/fabrics/${id}/plan`,
          planned,
          `${planned}&object=VPC/nowhere/none`,
          `/fabrics/${failing.id}/plan?plan=00000000-0000-4000-8000-000000000000`,
          `/fabrics/${id}/resources`,
          `/fabrics/${id}/resources/new`,
          `/resources/${inventory.id}`,
          `/resources/${inventory.id}/edit`,
          '/runs',
          '/repositories/new',
          '/resources',
          '/activity',
          '/notices',
          '/webhooks',
          '/tokens',
          '/users',
          '/account',
        ];
        const faults: string[] = [];
        for (const path of paths) {
          await page.goto(path);
          await page.getByRole('heading', { level: 1 }).waitFor();
          await page.waitForLoadState('networkidle');
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          if (overflow > 1) faults.push(`${path}: ${overflow} px wider than the screen`);
          // Bars at the foot cover what scrolling uncovers: a page is judged as a whole.
          const height = await page.evaluate(() => document.documentElement.scrollHeight);
          await page.setViewportSize({ width: viewport.width, height: Math.max(height, viewport.height) });
          const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
          faults.push(
            ...violations.map(
              ({ id: rule, nodes }) =>
                `${path}: ${rule}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
            ),
          );
          await page.setViewportSize(viewport);
        }
        expect(faults).toEqual([]);
      });
    });
  }
}
