import { paths } from '#app/paths.ts';
import type { Column } from '#components/object/data-table.tsx';
import { NextTime, RelativeTime } from '#components/time/relative-time.tsx';
import { Breakable } from '#components/ui/breakable.tsx';
import { Link } from '#components/ui/link.tsx';
import { Tag } from '#components/ui/tag.tsx';
import { STATE_DISPLAY } from '#server/domain/state-display.ts';
import type { Fabric } from '#server/domain/wire/fabric.ts';
import { clusterName } from './cluster-name.ts';
import { FabricRowAction } from './fabric-row-action.tsx';
import { FabricRowState } from './fabric-row-state.tsx';
import type { RowFailure } from './row-failure.ts';
import { shortCommit } from './short-commit.ts';

/** Columns of the list of fabrics. */
export function fabricColumns(onFailure: (failure: RowFailure) => void): readonly Column<Fabric>[] {
  return [
    {
      id: 'state',
      title: 'State',
      className: 'wide state',
      cell: (fabric) => <FabricRowState fabric={fabric} />,
    },
    {
      id: 'name',
      title: 'Name',
      ordering: 'name',
      className: 'wide heading name',
      cell: (fabric) => (
        <>
          <Link href={paths.fabric(fabric.id)}>{fabric.name}</Link>
          <span className="status-heading"> · {STATE_DISPLAY[fabric.calculated_sync_status].text}</span>
        </>
      ),
    },
    {
      id: 'cluster',
      title: 'Cluster',
      className: 'name minor',
      cell: ({ kubernetes_server: server, kubernetes_namespace: namespace }) =>
        server === '' ? (
          <span className="text-muted">none</span>
        ) : (
          <span title={server}>
            <Breakable text={clusterName(server)} />
            {namespace !== 'default' && <span className="text-muted"> {namespace}</span>}
          </span>
        ),
    },
    {
      id: 'revision',
      title: 'Git revision',
      className: 'nowrap minor',
      cell: (fabric) =>
        fabric.synced_commit === null ? (
          <span className="text-muted">{fabric.git_repository === null ? 'inventory' : 'none yet'}</span>
        ) : (
          <code title={fabric.synced_commit}>{shortCommit(fabric.synced_commit)}</code>
        ),
    },
    {
      id: 'last',
      title: 'Last sync',
      ordering: 'last_sync',
      className: 'nowrap',
      cell: (fabric) => <RelativeTime at={fabric.last_sync} />,
    },
    {
      id: 'next',
      title: 'Next',
      className: 'nowrap minor',
      cell: (fabric) => <NextTime at={fabric.next_sync} none={fabric.sync_interval === 0 ? 'manual' : '–'} />,
    },
    { id: 'objects', title: 'Objects', className: 'number', cell: (fabric) => fabric.cached_crd_count },
    {
      id: 'drift',
      title: 'Drift',
      className: 'number',
      cell: ({ drift_count: drift }) => (drift === 0 ? 0 : <Tag tone="caution">{drift}</Tag>),
    },
    {
      id: 'actions',
      title: 'Actions',
      className: 'wide actions',
      cell: (fabric) => <FabricRowAction fabric={fabric} onFailure={onFailure} />,
    },
  ];
}
