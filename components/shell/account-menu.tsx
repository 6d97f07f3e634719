'use client';

import { useMutation } from '@tanstack/react-query';
import { paths } from '#app/paths.ts';
import { call } from '#components/api/client.ts';
import { useSession } from '#components/session/use-session.ts';
import { Icon } from '#components/ui/icon.tsx';
import { Link } from '#components/ui/link.tsx';
import { Menu } from '#components/ui/menu.tsx';
import { ThemeSwitch } from './theme-switch.tsx';
import type { Theme } from './theme.ts';

/** Who is signed in, how the page looks, the way out. */
export function AccountMenu({ theme }: { readonly theme: Theme }) {
  const user = useSession().data;
  const signOut = useMutation({
    mutationFn: () => call('DELETE /session'),
    onSuccess: () => globalThis.location.assign(paths.signIn()),
  });
  return (
    <Menu
      className="btn btn-sm"
      label={user === undefined ? 'Account' : `Account of ${user.username}`}
      button={
        <>
          <Icon name="account-circle-outline" />
          <span className="account-name">{user?.username ?? 'Account'}</span>
        </>
      }
    >
      {user !== undefined && (
        <p className="dropdown-header">
          {user.username} · {user.role}
        </p>
      )}
      <ThemeSwitch initial={theme} />
      <hr className="dropdown-divider" />
      <Link className="dropdown-item" href={paths.account()}>
        <Icon name="account-cog-outline" />
        My account
      </Link>
      <Link className="dropdown-item" href={paths.tokens()}>
        <Icon name="key-outline" />
        API tokens
      </Link>
      {/* Not a page of this app: a plain link, which loads it whole. */}
      <a className="dropdown-item" href={paths.apiDocs()}>
        <Icon name="api" />
        API documentation
      </a>
      <button type="button" className="dropdown-item" onClick={() => signOut.mutate()}>
        <Icon name="logout" />
        Sign out
      </button>
    </Menu>
  );
}
