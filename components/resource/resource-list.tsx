'use client';

import { paths } from '#app/paths.ts';
import { useFabricNames } from '#components/fabric/fabric-queries.ts';
import { shortCommit } from '#components/fabric/short-commit.ts';
import { useWatchFabrics } from '#components/live/live-provider.tsx';
import type { Column } from '#components/object/data-table.tsx';
import { FilterSelect } from '#components/object/filter-select.tsx';
import { apiQuery } from '#components/object/list-state.ts';
import { ObjectList } from '#components/object/object-list.tsx';
import { useListState } from '#components/object/use-list-state.ts';
import { FabricFilter } from '#components/run/run-list.tsx';
import { RelativeTime } from '#components/time/relative-time.tsx';
import { Blank } from '#components/ui/blank.tsx';
import { Link } from '#components/ui/link.tsx';
import type { Resource } from '#server/domain/wire/resource.ts';
import { DRIFT_STATUSES } from '#server/domain/words.ts';
import { DriftTag } from './drift-tag.tsx';
import { DRIFT_WORDS } from './drift-words.ts';
import { useResources } from './resource-queries.ts';

const DRIFT_CHOICES = DRIFT_STATUSES.map((status) => ({ value: status, title: DRIFT_WORDS[status].text }));
const FILTERS = ['kind', 'drift_status', 'fabric_id'] as const;
const FILTERS_OF_FABRIC = ['kind', 'drift_status'] as const;

interface ResourceListProps {
  /** Resources of one fabric; absent = of all. */
  readonly fabricId?: number;
  /** Kinds to choose from; the fabric's own, or those that the product knows. */
  readonly kinds: readonly string[];
}

/** Resources, searched, filtered and cut by the server. */
export function ResourceList({ fabricId, kinds }: ResourceListProps) {
  const control = useListState(fabricId === undefined ? FILTERS : FILTERS_OF_FABRIC);
  const fixed: Record<string, string> = fabricId === undefined ? {} : { fabric_id: String(fabricId) };
  const query = useResources(apiQuery(control.state, fixed));
  const names = new Map(useFabricNames().data?.map(({ id, name }) => [id, name]));
  useWatchFabrics([...new Set(query.data?.results.map((resource) => resource.fabric_id))]);
  return (
    <ObjectList
      what="resources"
      query={query}
      control={control}
      columns={fabricId === undefined ? [...COLUMNS, fabricColumn(names)] : COLUMNS}
      rowKey={(resource) => resource.id}
      searchLabel="Search name"
      filters={
        <>
          {fabricId === undefined && <FabricFilter control={control} />}
          <FilterSelect
            name="kind"
            label="Kind"
            all="All kinds"
            choices={kinds.map((kind) => ({ value: kind, title: kind }))}
            control={control}
          />
          <FilterSelect
            name="drift_status"
            label="Drift"
            all="Any drift"
            choices={DRIFT_CHOICES}
            control={control}
          />
        </>
      }
      empty={
        <Blank icon="cube-outline" title="No resources yet">
          <p>The first run reads the desired state; its objects are then listed here, each with its drift.</p>
        </Blank>
      }
    />
  );
}

const COLUMNS: readonly Column<Resource>[] = [
  {
    id: 'drift',
    title: 'Drift',
    className: 'nowrap',
    cell: (resource) => <DriftTag status={resource.drift_status} />,
  },
  { id: 'kind', title: 'Kind', ordering: 'kind', className: 'nowrap', cell: (resource) => resource.kind },
  {
    id: 'name',
    title: 'Name',
    ordering: 'name',
    className: 'name wide heading',
    cell: (resource) => <Link href={paths.resource(resource.id)}>{resource.name}</Link>,
  },
  { id: 'namespace', title: 'Namespace', className: 'minor', cell: (resource) => resource.namespace },
  {
    id: 'source',
    title: 'Source',
    className: 'name mono minor',
    cell: ({ source_file: file, source_line: line }) =>
      file === null ? <span className="text-muted">–</span> : `${file}${line === null ? '' : `:${line}`}`,
  },
  {
    id: 'commit',
    title: 'Commit',
    className: 'nowrap minor',
    cell: ({ commit }) => (commit === null ? '–' : <code title={commit}>{shortCommit(commit)}</code>),
  },
  {
    id: 'verified',
    title: 'Verified',
    className: 'nowrap',
    cell: (resource) => <RelativeTime at={resource.verified_at} />,
  },
];

function fabricColumn(names: ReadonlyMap<number, string>): Column<Resource> {
  return {
    id: 'fabric',
    title: 'Fabric',
    className: 'name',
    cell: ({ fabric_id: id }) => <Link href={paths.fabric(id)}>{names.get(id) ?? `Fabric ${id}`}</Link>,
  };
}
