'use client';

import { useState } from 'react';
import type { Column } from '#components/object/data-table.tsx';
import { apiQuery } from '#components/object/list-state.ts';
import { ObjectList } from '#components/object/object-list.tsx';
import { useListState } from '#components/object/use-list-state.ts';
import { PageHeader } from '#components/shell/page-header.tsx';
import { RelativeTime } from '#components/time/relative-time.tsx';
import { Blank } from '#components/ui/blank.tsx';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Tag } from '#components/ui/tag.tsx';
import type { Token } from '#server/domain/wire/token.ts';
import { CreateTokenDialog } from './create-token-dialog.tsx';
import { useRevokeToken, useTokens } from './token-queries.ts';

const NO_FILTERS = [] as const;

/** API tokens: for scripts and the command line; the secret is shown once. */
export function TokenPage() {
  const control = useListState(NO_FILTERS);
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<Token | null>(null);
  return (
    <>
      <PageHeader
        title="API tokens"
        actions={
          <button type="button" className="btn btn-primary btn-sm" onClick={() => setCreating(true)}>
            <Icon name="plus" />
            Create token
          </button>
        }
      />
      <p className="text-muted">
        For scripts and the command line, sent as <code>Authorization: Token …</code>. A token has the rights
        of the person who made it, or only reads.
      </p>
      <ObjectList
        what="tokens"
        query={useTokens(apiQuery(control.state))}
        control={control}
        columns={columns(setRevoking)}
        rowKey={(token) => token.id}
        empty={
          <Blank icon="key-outline" title="No tokens yet">
            <p>Create one to use the API or the command line without a password.</p>
          </Blank>
        }
      />
      {creating && <CreateTokenDialog onClose={() => setCreating(false)} />}
      {revoking !== null && <RevokeTokenDialog token={revoking} onClose={() => setRevoking(null)} />}
    </>
  );
}

function columns(onRevoke: (token: Token) => void): readonly Column<Token>[] {
  return [
    {
      id: 'name',
      title: 'Name',
      className: 'name',
      cell: ({ name, read_only: readOnly }) => (
        <>
          {name} {readOnly && <Tag>Only reads</Tag>}
        </>
      ),
    },
    {
      id: 'prefix',
      title: 'Begins with',
      className: 'nowrap',
      cell: (token) => <code>{token.prefix}…</code>,
    },
    { id: 'owner', title: 'Of', className: 'name', cell: (token) => token.username },
    {
      id: 'created',
      title: 'Created',
      className: 'nowrap',
      cell: (token) => <RelativeTime at={token.created_at} />,
    },
    {
      id: 'used',
      title: 'Last used',
      className: 'nowrap',
      cell: (token) => <RelativeTime at={token.last_used_at} />,
    },
    {
      id: 'expires',
      title: 'Expires',
      className: 'nowrap',
      cell: (token) => <RelativeTime at={token.expires_at} />,
    },
    {
      id: 'actions',
      title: 'Actions',
      className: 'wide actions',
      cell: (token) => (
        <button
          type="button"
          className="btn btn-outline-danger btn-sm"
          aria-label={`Revoke ${token.name}`}
          onClick={() => onRevoke(token)}
        >
          Revoke
        </button>
      ),
    },
  ];
}

function RevokeTokenDialog({ token, onClose }: { readonly token: Token; readonly onClose: () => void }) {
  const revoke = useRevokeToken();
  return (
    <ConfirmDialog
      title={`Revoke ${token.name}?`}
      verb="Revoke token"
      icon="key-remove"
      busy={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate(token.id, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p className="mb-0">Whatever uses it is refused from now on. A revoked token cannot be used again.</p>
    </ConfirmDialog>
  );
}
