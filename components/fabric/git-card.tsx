'use client';

import { paths } from '#app/paths.ts';
import { Card } from '#components/ui/card.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { Link } from '#components/ui/link.tsx';
import type { Fabric } from '#server/domain/wire/fabric.ts';

/** Where the desired state comes from. */
export function GitCard({ fabric }: { readonly fabric: Fabric }) {
  if (fabric.git_repository === null) {
    return (
      <Card title="Git">
        <div className="card-body text-muted">
          No repository: the desired state is the inventory kept in this app, through its API and command
          line.
        </div>
      </Card>
    );
  }
  return (
    <Card title="Git">
      <Facts
        facts={[
          {
            title: 'Repository',
            value: (
              <Link href={paths.repository(fabric.git_repository)}>
                {fabric.git_repository_name ?? `Repository ${fabric.git_repository}`}
              </Link>
            ),
          },
          { title: 'Directory', value: <span className="mono">{fabric.gitops_directory}</span> },
          {
            title: 'Synced commit',
            value:
              fabric.synced_commit === null ? (
                <span className="text-muted">none yet</span>
              ) : (
                <code>{fabric.synced_commit}</code>
              ),
          },
        ]}
      />
    </Card>
  );
}
