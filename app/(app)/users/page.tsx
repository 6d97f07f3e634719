import type { Metadata } from 'next';
import { paths } from '#app/paths.ts';
import { requireSession } from '#app/session.ts';
import { UserPage } from '#components/user/user-page.tsx';

export const metadata: Metadata = { title: 'Users' };

export default async function Page() {
  await requireSession(paths.users());
  return <UserPage />;
}
