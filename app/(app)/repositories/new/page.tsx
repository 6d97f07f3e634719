import type { Metadata } from 'next';
import { paths } from '#app/paths.ts';
import { requireSession } from '#app/session.ts';
import { RepositoryForm } from '#components/repository/repository-form.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';

export const metadata: Metadata = { title: 'Add a Git repository' };

export default async function Page() {
  await requireSession(paths.newRepository());
  return (
    <>
      <PageHeader
        crumbs={[{ title: 'Git repositories', href: paths.repositories() }]}
        title="Add a Git repository"
      />
      <RepositoryForm />
    </>
  );
}
