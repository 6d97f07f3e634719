'use client';

import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Blank } from '#components/ui/blank.tsx';
import { QueryView } from '#components/ui/query-view.tsx';
import type { Page } from '#server/domain/wire/list.ts';
import { type Column, DataTable } from './data-table.tsx';
import { isNarrowed, nextOrdering } from './list-state.ts';
import { ListSearch } from './list-search.tsx';
import { Pager } from './pager.tsx';
import type { ListControl } from './use-list-state.ts';

interface ObjectListProps<Row> {
  /** What is listed, in the plural: "runs". */
  readonly what: string;
  readonly query: UseQueryResult<Page<Row>>;
  readonly control: ListControl;
  readonly columns: readonly Column<Row>[];
  readonly rowKey: (row: Row) => string | number;
  /** Selects beside the search. */
  readonly filters?: ReactNode;
  /** Placeholder of the search field; none = no search. */
  readonly searchLabel?: string;
  /** What stands there when nothing exists at all. */
  readonly empty: ReactNode;
}

/** The list of every kind of object: tools, table, pages, and what stands there when it is empty. */
export function ObjectList<Row>({
  what,
  query,
  control,
  columns,
  rowKey,
  filters,
  searchLabel,
  empty,
}: ObjectListProps<Row>) {
  const narrowed = isNarrowed(control.state);
  const clear = () => control.change({ q: '', filters: {} });
  const showTools =
    (searchLabel !== undefined || filters !== undefined) && (narrowed || query.data?.count !== 0);
  return (
    <section className="card" aria-label={what} aria-busy={query.isFetching}>
      {showTools && (
        <div className="list-tools">
          {searchLabel !== undefined && <ListSearch label={searchLabel} control={control} />}
          {filters}
          {narrowed && (
            <button type="button" className="btn btn-sm" onClick={clear}>
              Clear filters
            </button>
          )}
        </div>
      )}
      <QueryView query={query} what={what}>
        {(page) =>
          page.count === 0 ? (
            narrowed ? (
              <Blank icon="filter-off-outline" title={`No ${what} match`}>
                <p>Nothing fits the search and the filters.</p>
                <button type="button" className="btn" onClick={clear}>
                  Clear filters
                </button>
              </Blank>
            ) : (
              empty
            )
          ) : (
            <>
              <DataTable
                label={what}
                columns={columns}
                rows={page.results}
                rowKey={rowKey}
                ordering={control.state.ordering}
                onOrder={(field) => control.change({ ordering: nextOrdering(control.state.ordering, field) })}
              />
              <Pager count={page.count} control={control} />
            </>
          )
        }
      </QueryView>
    </section>
  );
}
