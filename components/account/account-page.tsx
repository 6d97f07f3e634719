'use client';

import { paths } from '#app/paths.ts';
import { useFabricNames } from '#components/fabric/fabric-queries.ts';
import { useSession } from '#components/session/use-session.ts';
import { PageHeader } from '#components/shell/page-header.tsx';
import { Card } from '#components/ui/card.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Link } from '#components/ui/link.tsx';
import type { Session } from '#server/domain/wire/session.ts';
import { PasswordForm } from './password-form.tsx';

/** Who one is, what one may do, one's password and tokens. */
export function AccountPage() {
  const session = useSession().data;
  return (
    <>
      <PageHeader title="My account" />
      <div className="account">
        {session !== undefined && (
          <Card
            title={session.username}
            aside={
              <Link className="btn btn-sm" href={paths.tokens()}>
                <Icon name="key-outline" />
                API tokens
              </Link>
            }
          >
            <Facts
              facts={[
                { title: 'Role', value: session.role },
                { title: 'Fabrics', value: <Fabrics session={session} /> },
              ]}
            />
          </Card>
        )}
        <PasswordForm />
      </div>
    </>
  );
}

function Fabrics({ session }: { readonly session: Session }) {
  const names = useFabricNames().data ?? [];
  if (session.all_fabrics) return 'All';
  if (session.grants.length === 0) return 'None: ask an administrator for a grant';
  return session.grants.map(({ fabric_id: id, role }) => (
    <div key={id}>
      <Link className="text-decoration-underline" href={paths.fabric(id)}>
        {names.find((each) => each.id === id)?.name ?? `Fabric ${id}`}
      </Link>
      : {role === 'operator' && session.role !== 'viewer' ? 'operate' : 'view'}
    </div>
  ));
}
