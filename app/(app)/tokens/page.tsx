import type { Metadata } from 'next';
import { paths } from '#app/paths.ts';
import { requireSession } from '#app/session.ts';
import { TokenPage } from '#components/token/token-page.tsx';

export const metadata: Metadata = { title: 'API tokens' };

export default async function Page() {
  await requireSession(paths.tokens());
  return <TokenPage />;
}
