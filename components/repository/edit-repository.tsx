'use client';

import { paths } from '#app/paths.ts';
import { PageHeader } from '#components/shell/page-header.tsx';
import { QueryView } from '#components/ui/query-view.tsx';
import { RepositoryForm } from './repository-form.tsx';
import { useRepository } from './repository-queries.ts';

export function EditRepository({ id }: { readonly id: number }) {
  return (
    <QueryView query={useRepository(id)} what="the repository" lines={9}>
      {(repository) => (
        <>
          <PageHeader
            crumbs={[
              { title: 'Git repositories', href: paths.repositories() },
              { title: repository.name, href: paths.repository(id) },
            ]}
            title={`Edit ${repository.name}`}
          />
          <RepositoryForm stored={repository} />
        </>
      )}
    </QueryView>
  );
}
