import type { Metadata } from 'next';
import { paths } from '#app/paths.ts';
import { requireSession } from '#app/session.ts';
import { AccountPage } from '#components/account/account-page.tsx';

export const metadata: Metadata = { title: 'My account' };

export default async function Page() {
  await requireSession(paths.account());
  return <AccountPage />;
}
