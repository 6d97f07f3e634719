'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { paths } from '#app/paths.ts';
import { call } from '#components/api/client.ts';
import { ConnectionTestResult } from '#components/object/connection-test-result.tsx';
import { useRights } from '#components/session/use-rights.ts';
import { PageHeader } from '#components/shell/page-header.tsx';
import { FullTime } from '#components/time/relative-time.tsx';
import { BusyButton } from '#components/ui/busy-button.tsx';
import { Card } from '#components/ui/card.tsx';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { ErrorNotice } from '#components/ui/error-notice.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Link } from '#components/ui/link.tsx';
import { QueryView } from '#components/ui/query-view.tsx';
import type { Repository } from '#server/domain/wire/repository.ts';
import { ConnectionTag } from './connection-tag.tsx';
import { FabricsOfRepository } from './fabrics-of-repository.tsx';
import { PushEventsCard } from './push-events-card.tsx';
import { useRepository } from './repository-queries.ts';
import { AUTH_WORDS } from './repository-words.ts';

const CRUMBS = [{ title: 'Git repositories', href: paths.repositories() }];

export function RepositoryPage({ id }: { readonly id: number }) {
  return (
    <QueryView query={useRepository(id)} what="the repository" lines={9}>
      {(repository) => <LoadedRepository repository={repository} />}
    </QueryView>
  );
}

function LoadedRepository({ repository }: { readonly repository: Repository }) {
  const { canOperate } = useRights();
  const client = useQueryClient();
  const [deleting, setDeleting] = useState(false);
  const test = useMutation({
    mutationFn: () => call('POST /repositories/{id}/test-connection', { params: { id: repository.id } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['repository', repository.id] }),
  });
  return (
    <>
      <PageHeader
        crumbs={CRUMBS}
        title={repository.name}
        actions={
          canOperate ? (
            <>
              <BusyButton
                className="btn btn-primary btn-sm"
                icon="connection"
                busy={test.isPending}
                onClick={() => test.mutate()}
              >
                Test connection
              </BusyButton>
              <Link className="btn btn-sm" href={paths.editRepository(repository.id)}>
                <Icon name="pencil-outline" />
                Edit
              </Link>
              <button
                type="button"
                className="btn btn-outline-danger btn-sm"
                onClick={() => setDeleting(true)}
              >
                <Icon name="trash-can-outline" />
                Delete
              </button>
            </>
          ) : undefined
        }
      />
      <p>
        <ConnectionTag status={repository.connection_status} />
        {repository.connection_error !== null && (
          <span className="text-bad ms-2 name">{repository.connection_error}</span>
        )}
      </p>
      {test.data !== undefined && (
        <ConnectionTestResult result={test.data} detailTitle="Commit" onDismiss={test.reset} />
      )}
      {test.error !== null && <ErrorNotice error={test.error} what="Not tested" onDismiss={test.reset} />}
      <div className="columns">
        <Card title="Repository">
          <Facts
            facts={[
              { title: 'URL', value: <span className="mono">{repository.url}</span> },
              { title: 'Branch', value: <span className="mono">{repository.branch}</span> },
              { title: 'Sign-in', value: AUTH_WORDS[repository.auth_type] },
              repository.username === '' ? undefined : { title: 'User name', value: repository.username },
              {
                title: 'Secrets',
                value: secretWords(repository),
              },
              {
                title: 'Head',
                value:
                  repository.head_commit === null ? 'not asked yet' : <code>{repository.head_commit}</code>,
              },
              { title: 'Checked', value: <FullTime at={repository.checked_at} /> },
              { title: 'Created', value: <FullTime at={repository.created_at} /> },
            ]}
          />
        </Card>
        <div className="column">
          <FabricsOfRepository repository={repository} />
          <PushEventsCard repository={repository} />
        </div>
      </div>
      {deleting && <DeleteRepositoryDialog repository={repository} onClose={() => setDeleting(false)} />}
    </>
  );
}

function secretWords(repository: Repository): string {
  const stored = [
    repository.token_set ? 'token or password stored' : '',
    repository.ssh_private_key_set ? 'SSH key stored' : '',
  ].filter((words) => words !== '');
  return stored.length === 0 ? 'none stored' : stored.join(', ');
}

function DeleteRepositoryDialog({ repository, onClose }: { repository: Repository; onClose: () => void }) {
  const router = useRouter();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => call('DELETE /repositories/{id}', { params: { id: repository.id } }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['repositories'] });
      router.push(paths.repositories());
    },
  });
  return (
    <ConfirmDialog
      title={`Delete ${repository.name}?`}
      verb="Delete repository"
      icon="trash-can-outline"
      busy={remove.isPending || remove.isSuccess}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p className="mb-0">
        Only its entry in this app and the stored credentials are removed; <strong>Git is not touched</strong>
        . A repository that a fabric still uses is not deleted.
      </p>
    </ConfirmDialog>
  );
}
