import type { Metadata } from 'next';
import { paths } from '#app/paths.ts';
import { requireSession } from '#app/session.ts';
import { RepositoryList } from '#components/repository/repository-list.tsx';

export const metadata: Metadata = { title: 'Git repositories' };

export default async function Page() {
  await requireSession(paths.repositories());
  return <RepositoryList />;
}
