import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from './fixtures.ts';

/** WCAG 2.2 AA, in light and dark, on a desk and on a phone. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

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
      }) => {
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

        const paths = [
          '/fabrics',
          `/fabrics/${id}`,
          `/fabrics/${failing.id}`,
          `/fabrics/${id}/edit`,
          '/runs',
          '/repositories/new',
          '/resources',
          '/activity',
          '/tokens',
        ];
        const faults: string[] = [];
        for (const path of paths) {
          await page.goto(path);
          await page.getByRole('heading', { level: 1 }).waitFor();
          await page.waitForLoadState('networkidle');
          const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
          faults.push(
            ...violations.map(
              ({ id: rule, nodes }) =>
                `${path}: ${rule}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
            ),
          );
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          if (overflow > 1) faults.push(`${path}: ${overflow} px wider than the screen`);
        }
        expect(faults).toEqual([]);
      });
    });
  }
}
