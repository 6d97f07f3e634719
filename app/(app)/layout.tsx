import type { ReactNode } from 'react';
import { currentTheme } from '#app/theme.ts';
import { AppShell } from '#components/shell/app-shell.tsx';

/**
 * There is no loading.tsx on purpose: a Suspense boundary is hydrated later than the frame, and by then the browser's cache may
 * hold answers that the server's HTML does not show. Views have their own loading form.
 */
export default async function Layout({ children }: { readonly children: ReactNode }) {
  return <AppShell theme={await currentTheme()}>{children}</AppShell>;
}
