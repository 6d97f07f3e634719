import '@tabler/core/dist/css/tabler.min.css';
import '@mdi/font/css/materialdesignicons.min.css';
import '#app/styles/tokens.css';
import '#app/styles/shell.css';
import '#app/styles/pieces.css';
import '#app/styles/plan.css';
import '#app/styles/inventory.css';
import '#app/styles/notices.css';
import '#app/styles/push-events.css';
import '#app/styles/users.css';
import '#app/styles/status.css';

import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { currentTheme } from '#app/theme.ts';
import { QueryProvider } from '#components/api/query-provider.tsx';

export const metadata: Metadata = {
  title: { default: 'Fabric Sync', template: '%s · Fabric Sync' },
  description:
    'Shows whether Hedgehog fabrics are in sync with what they should be, and syncs them, verified.',
  icons: { icon: '/icon.svg' },
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  colorScheme: 'light dark',
};

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en" data-bs-theme={await currentTheme()} suppressHydrationWarning>
      <body>
        <QueryProvider>{children}</QueryProvider>
      </body>
    </html>
  );
}
