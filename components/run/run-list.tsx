'use client';

import { useFabricNames } from '#components/fabric/fabric-queries.ts';
import { useWatchFabrics } from '#components/live/live-provider.tsx';
import { FilterSelect } from '#components/object/filter-select.tsx';
import { apiQuery } from '#components/object/list-state.ts';
import { ObjectList } from '#components/object/object-list.tsx';
import { useListState } from '#components/object/use-list-state.ts';
import { Blank } from '#components/ui/blank.tsx';
import { RUN_STATUSES } from '#server/domain/words.ts';
import { runColumns } from './run-columns.tsx';
import { useRuns } from './run-queries.ts';
import { RUN_STATUS_WORDS } from './run-words.ts';

const STATUS_CHOICES = RUN_STATUSES.map((status) => ({
  value: status,
  title: RUN_STATUS_WORDS[status].text,
}));
const FILTERS = ['status', 'fabric_id'] as const;
const FILTERS_OF_FABRIC = ['status'] as const;

/** Runs of one fabric, or of all when no id is given. */
export function RunList({ fabricId }: { readonly fabricId?: number }) {
  const control = useListState(fabricId === undefined ? FILTERS : FILTERS_OF_FABRIC);
  const fixed: Record<string, string> = fabricId === undefined ? {} : { fabric_id: String(fabricId) };
  const query = useRuns(apiQuery(control.state, fixed));
  useWatchFabrics([...new Set(query.data?.results.map((run) => run.fabric_id))]);
  return (
    <ObjectList
      what="runs"
      query={query}
      control={control}
      columns={runColumns(fabricId === undefined)}
      rowKey={(run) => run.id}
      filters={
        <>
          {fabricId === undefined && <FabricFilter control={control} />}
          <FilterSelect
            name="status"
            label="Status"
            all="All statuses"
            choices={STATUS_CHOICES}
            control={control}
          />
        </>
      }
      empty={
        <Blank icon="play-circle-outline" title="No runs yet">
          <p>A run starts by itself when a fabric is due, or when somebody presses Sync Now.</p>
        </Blank>
      }
    />
  );
}

/** Chooses the fabric whose rows are shown. */
export function FabricFilter({ control }: { readonly control: ReturnType<typeof useListState> }) {
  const names = useFabricNames().data ?? [];
  return (
    <FilterSelect
      name="fabric_id"
      label="Fabric"
      all="All fabrics"
      choices={names.map(({ id, name }) => ({ value: String(id), title: name }))}
      control={control}
    />
  );
}
