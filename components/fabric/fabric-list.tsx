'use client';

import { useState } from 'react';
import { paths } from '#app/paths.ts';
import { useWatchFabrics } from '#components/live/live-provider.tsx';
import { ObjectList } from '#components/object/object-list.tsx';
import { apiQuery } from '#components/object/list-state.ts';
import { useListState } from '#components/object/use-list-state.ts';
import { useRights } from '#components/session/use-rights.ts';
import { PageHeader } from '#components/shell/page-header.tsx';
import { ErrorNotice } from '#components/ui/error-notice.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Link } from '#components/ui/link.tsx';
import { fabricColumns } from './fabric-columns.tsx';
import { FirstSteps } from './first-steps.tsx';
import { useFabrics } from './fabric-queries.ts';
import type { RowFailure } from './row-failure.ts';
import { StateFilters } from './state-filters.tsx';

const FILTERS = ['state'] as const;

/** All fabrics: counts by state, search, and a row each. */
export function FabricList() {
  const control = useListState(FILTERS);
  const { canOperate } = useRights();
  const query = useFabrics(apiQuery(control.state));
  const [failure, setFailure] = useState<RowFailure | null>(null);
  useWatchFabrics(query.data?.results.map((fabric) => fabric.id) ?? []);
  return (
    <>
      <PageHeader
        title="Fabrics"
        actions={
          canOperate ? (
            <Link className="btn btn-primary btn-sm" href={paths.newFabric()}>
              <Icon name="plus" />
              Add fabric
            </Link>
          ) : undefined
        }
      />
      <StateFilters control={control} />
      {failure !== null && (
        <ErrorNotice error={failure.error} what={failure.what} onDismiss={() => setFailure(null)} />
      )}
      <ObjectList
        what="fabrics"
        query={query}
        control={control}
        columns={fabricColumns(setFailure)}
        rowKey={(fabric) => fabric.id}
        searchLabel="Search name, description, cluster"
        empty={<FirstSteps />}
      />
    </>
  );
}
