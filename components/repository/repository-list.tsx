'use client';

import { paths } from '#app/paths.ts';
import { shortCommit } from '#components/fabric/short-commit.ts';
import type { Column } from '#components/object/data-table.tsx';
import { apiQuery } from '#components/object/list-state.ts';
import { ObjectList } from '#components/object/object-list.tsx';
import { useListState } from '#components/object/use-list-state.ts';
import { useRights } from '#components/session/use-rights.ts';
import { PageHeader } from '#components/shell/page-header.tsx';
import { RelativeTime } from '#components/time/relative-time.tsx';
import { Blank } from '#components/ui/blank.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Link } from '#components/ui/link.tsx';
import type { Repository } from '#server/domain/wire/repository.ts';
import { ConnectionTag } from './connection-tag.tsx';
import { useRepositories } from './repository-queries.ts';

const COLUMNS: readonly Column<Repository>[] = [
  {
    id: 'status',
    title: 'Connection',
    className: 'nowrap',
    cell: (repository) => <ConnectionTag status={repository.connection_status} />,
  },
  {
    id: 'name',
    title: 'Name',
    ordering: 'name',
    className: 'name',
    cell: (repository) => <Link href={paths.repository(repository.id)}>{repository.name}</Link>,
  },
  { id: 'url', title: 'URL', className: 'name mono', cell: (repository) => repository.url },
  { id: 'branch', title: 'Branch', className: 'name', cell: (repository) => repository.branch },
  {
    id: 'head',
    title: 'Head',
    className: 'nowrap minor',
    cell: ({ head_commit: head }) => (head === null ? '–' : <code title={head}>{shortCommit(head)}</code>),
  },
  {
    id: 'checked',
    title: 'Checked',
    className: 'nowrap minor',
    cell: (repository) => <RelativeTime at={repository.checked_at} />,
  },
  { id: 'fabrics', title: 'Fabrics', className: 'number', cell: (repository) => repository.fabric_count },
];

const NO_FILTERS = [] as const;

export function RepositoryList() {
  const control = useListState(NO_FILTERS);
  const { canOperate } = useRights();
  const add = (
    <Link className="btn btn-primary btn-sm" href={paths.newRepository()}>
      <Icon name="plus" />
      Add repository
    </Link>
  );
  return (
    <>
      <PageHeader title="Git repositories" actions={canOperate ? add : undefined} />
      <ObjectList
        what="repositories"
        query={useRepositories(apiQuery(control.state))}
        control={control}
        columns={COLUMNS}
        rowKey={(repository) => repository.id}
        searchLabel="Search name or URL"
        empty={
          <Blank icon="source-repository" title="No repositories yet">
            <p>
              A Git repository holds the desired state of fabrics as YAML, a directory for each. Add one, then
              name it in a fabric.
            </p>
          </Blank>
        }
      />
    </>
  );
}
