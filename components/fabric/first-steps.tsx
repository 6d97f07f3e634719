'use client';

import { paths } from '#app/paths.ts';
import { useAccess, useRights } from '#components/session/use-rights.ts';
import { Blank } from '#components/ui/blank.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Link } from '#components/ui/link.tsx';
import { isLimited } from '#server/domain/permissions.ts';

/** What a newcomer sees before the first fabric exists: the way to the first one. */
export function FirstSteps() {
  const { canOperate } = useRights();
  const access = useAccess();
  return (
    <Blank icon="lan-connect" title="No fabrics yet">
      <p>
        A fabric is one Hedgehog Open Network Fabric: a Kubernetes API server and the state that it should
        have. This page then shows whether they agree.
      </p>
      {canOperate ? (
        <ol className="first-steps">
          <li>
            <h3 className="mb-0">1. Add a Git repository</h3>
            <p>Where the desired state is kept, as YAML.</p>
            <Link className="btn btn-primary" href={paths.newRepository()}>
              <Icon name="source-repository" />
              Add repository
            </Link>
          </li>
          <li>
            <h3 className="mb-0">2. Add a fabric</h3>
            <p>Its API server, its credentials, and the directory in the repository.</p>
            <Link className="btn" href={paths.newFabric()}>
              <Icon name="lan" />
              Add fabric
            </Link>
          </li>
          <li>
            <h3 className="mb-0">3. Watch the first sync</h3>
            <p>
              It starts by itself within a minute. In Sync is said only after the cluster was read back and
              equal.
            </p>
          </li>
        </ol>
      ) : (
        <p>{isLimited(access) ? 'Ask an administrator to grant you one.' : 'Ask an operator to add one.'}</p>
      )}
    </Blank>
  );
}
