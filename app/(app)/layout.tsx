import type { ReactNode } from 'react';
import { currentTheme } from '#app/theme.ts';
import { AppShell } from '#components/shell/app-shell.tsx';

export default async function Layout({ children }: { readonly children: ReactNode }) {
  return <AppShell theme={await currentTheme()}>{children}</AppShell>;
}
