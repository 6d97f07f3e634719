'use client';

import { useState } from 'react';
import type { Column } from '#components/object/data-table.tsx';
import { FilterSelect } from '#components/object/filter-select.tsx';
import { apiQuery } from '#components/object/list-state.ts';
import { ObjectList } from '#components/object/object-list.tsx';
import { useListState } from '#components/object/use-list-state.ts';
import { useRights } from '#components/session/use-rights.ts';
import { PageHeader } from '#components/shell/page-header.tsx';
import { Blank } from '#components/ui/blank.tsx';
import { Breakable } from '#components/ui/breakable.tsx';
import { ErrorNotice } from '#components/ui/error-notice.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Tag } from '#components/ui/tag.tsx';
import { USER_ROLES } from '#server/domain/permissions.ts';
import type { User } from '#server/domain/wire/user.ts';
import { DeleteUserDialog, DisableUserDialog, ResetPasswordDialog } from './user-actions.tsx';
import { AddUserDialog, EditUserDialog } from './user-form.tsx';
import { useUpdateUser, useUsers } from './user-queries.ts';

const FILTERS = ['role', 'enabled'] as const;
const ROLES = USER_ROLES.map((value) => ({ value, title: value }));
const STATES = [
  { value: 'true', title: 'Enabled' },
  { value: 'false', title: 'Disabled' },
];

type Asked = 'edit' | 'disable' | 'reset' | 'delete';

/** Who may sign in, and what they may do where. */
export function UserPage() {
  const control = useListState(FILTERS);
  const { canAdminister } = useRights();
  const [adding, setAdding] = useState(false);
  const [asked, setAsked] = useState<{ readonly what: Asked; readonly user: User } | null>(null);
  const enable = useUpdateUser();
  const close = () => setAsked(null);
  return (
    <>
      <PageHeader
        title="Users"
        actions={
          canAdminister ? (
            <button type="button" className="btn btn-primary btn-sm" onClick={() => setAdding(true)}>
              <Icon name="plus" />
              Add user
            </button>
          ) : undefined
        }
      />
      {enable.error !== null && (
        <ErrorNotice error={enable.error} what="Not enabled" onDismiss={enable.reset} />
      )}
      <ObjectList
        what="users"
        query={useUsers(apiQuery(control.state))}
        control={control}
        columns={columns({
          onAsk: (what, user) => setAsked({ what, user }),
          onEnable: ({ id }) => enable.mutate({ id, input: { enabled: true } }),
        })}
        rowKey={(user) => user.id}
        searchLabel="Search name and e-mail"
        filters={
          <>
            <FilterSelect name="role" label="Role" all="All roles" choices={ROLES} control={control} />
            <FilterSelect
              name="enabled"
              label="State"
              all="Enabled and disabled"
              choices={STATES}
              control={control}
            />
          </>
        }
        empty={<Blank icon="account-multiple-outline" title="No users" />}
      />
      {adding && <AddUserDialog onClose={() => setAdding(false)} />}
      {asked?.what === 'edit' && <EditUserDialog stored={asked.user} onClose={close} />}
      {asked?.what === 'disable' && <DisableUserDialog user={asked.user} onClose={close} />}
      {asked?.what === 'reset' && <ResetPasswordDialog user={asked.user} onClose={close} />}
      {asked?.what === 'delete' && <DeleteUserDialog user={asked.user} onClose={close} />}
    </>
  );
}

interface RowVerbs {
  readonly onAsk: (what: Asked, user: User) => void;
  readonly onEnable: (user: User) => void;
}

function columns(verbs: RowVerbs): readonly Column<User>[] {
  return [
    {
      id: 'username',
      title: 'User',
      className: 'name heading',
      ordering: 'username',
      cell: ({ username, name, enabled }) => (
        <>
          {username} {!enabled && <Tag tone="caution">Disabled</Tag>}
          <div className="text-muted">{name}</div>
        </>
      ),
    },
    {
      id: 'email',
      title: 'E-mail',
      className: 'name minor',
      ordering: 'email',
      cell: ({ email }) => <Breakable text={email} />,
    },
    { id: 'role', title: 'Role', className: 'nowrap', ordering: 'role', cell: ({ role }) => role },
    { id: 'fabrics', title: 'Fabrics', className: 'name', cell: (user) => <Fabrics user={user} /> },
    {
      id: 'actions',
      title: 'Actions',
      className: 'wide actions',
      cell: (user) => <RowActions user={user} verbs={verbs} />,
    },
  ];
}

const NAMES_SHOWN = 3;

function Fabrics({ user: { all_fabrics: all, grants } }: { readonly user: User }) {
  if (all) return 'All';
  if (grants.length === 0) return <span className="text-muted">none</span>;
  const shown = grants
    .slice(0, NAMES_SHOWN)
    .map(({ fabric_name, role }) => (role === 'viewer' ? `${fabric_name} (view)` : fabric_name));
  const more = grants.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function RowActions({ user, verbs }: { readonly user: User; readonly verbs: RowVerbs }) {
  const { username } = user;
  return (
    <div className="user-actions">
      <button
        type="button"
        className="btn btn-sm"
        aria-label={`Edit ${username}`}
        onClick={() => verbs.onAsk('edit', user)}
      >
        Edit
      </button>
      <button
        type="button"
        className="btn btn-sm"
        aria-label={`Reset the password of ${username}`}
        onClick={() => verbs.onAsk('reset', user)}
      >
        Reset password
      </button>
      <button
        type="button"
        className="btn btn-sm"
        aria-label={`${user.enabled ? 'Disable' : 'Enable'} ${username}`}
        onClick={() => (user.enabled ? verbs.onAsk('disable', user) : verbs.onEnable(user))}
      >
        {user.enabled ? 'Disable' : 'Enable'}
      </button>
      <button
        type="button"
        className="btn btn-outline-danger btn-sm"
        aria-label={`Delete ${username}`}
        onClick={() => verbs.onAsk('delete', user)}
      >
        Delete
      </button>
    </div>
  );
}
