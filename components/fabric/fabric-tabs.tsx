'use client';

import { paths } from '#app/paths.ts';
import { ActivityView } from '#components/activity/activity-view.tsx';
import { ResourceList } from '#components/resource/resource-list.tsx';
import { RunList } from '#components/run/run-list.tsx';
import { useRights } from '#components/session/use-rights.ts';
import { Icon } from '#components/ui/icon.tsx';
import { Link } from '#components/ui/link.tsx';
import { useShownFabric } from './fabric-context.ts';

/** The lists under a fabric's tabs. */

export function FabricResources() {
  const fabric = useShownFabric();
  const { canOperate } = useRights(fabric.id);
  return (
    <>
      {fabric.git_repository === null && canOperate && (
        <div className="list-actions">
          <Link className="btn btn-sm" href={paths.newResource(fabric.id)}>
            <Icon name="plus" />
            Add resource
          </Link>
        </div>
      )}
      <ResourceList fabricId={fabric.id} kinds={Object.keys(fabric.counts_by_kind).sort()} />
    </>
  );
}

export function FabricRuns() {
  return <RunList fabricId={useShownFabric().id} />;
}

export function FabricActivity() {
  return <ActivityView fabricId={useShownFabric().id} />;
}
