'use client';

import { usePathname } from 'next/navigation';
import { useFabricNames } from '#components/fabric/fabric-queries.ts';
import { apiQuery, pageQuery } from '#components/object/list-state.ts';
import { ObjectList } from '#components/object/object-list.tsx';
import { type ListControl, useListState } from '#components/object/use-list-state.ts';
import { FabricFilter } from '#components/run/run-list.tsx';
import { Blank } from '#components/ui/blank.tsx';
import { Link } from '#components/ui/link.tsx';
import { useAuditEvents, useTransitions } from './activity-queries.ts';
import { auditColumns, transitionColumns, type FabricNames } from './activity-columns.tsx';

const FILTERS = ['view', 'fabric_id'] as const;

/** What happened: changes of state, and what people and the app did. Of one fabric, or of all. */
export function ActivityView({ fabricId }: { readonly fabricId?: number }) {
  const control = useListState(FILTERS);
  const names: FabricNames = new Map(useFabricNames().data?.map(({ id, name }) => [id, name]));
  const { view, ...filters } = control.state.filters;
  const fixed: Record<string, string> = fabricId === undefined ? {} : { fabric_id: String(fabricId) };
  const query = apiQuery({ ...control.state, filters }, fixed);
  const shared = { control: withoutView(control), query, fabricId, names };
  return (
    <>
      <ViewSwitch control={control} />
      {view === 'audit' ? <AuditEvents {...shared} /> : <Transitions {...shared} />}
    </>
  );
}

/** The choice of the view is no filter: "clear filters" leaves it. */
function withoutView(control: ListControl): ListControl {
  const { view, ...filters } = control.state.filters;
  return {
    ...control,
    state: { ...control.state, filters },
    change: (part) =>
      control.change(
        part.filters === undefined || view === undefined
          ? part
          : { ...part, filters: { ...part.filters, view } },
      ),
  };
}

function ViewSwitch({ control: { state } }: { readonly control: ListControl }) {
  const pathname = usePathname();
  const chosen = state.filters['view'] === 'audit' ? 'audit' : '';
  const href = (view: string) =>
    `${pathname}${pageQuery({ ...state, offset: 0, filters: { ...state.filters, view } })}`;
  return (
    <nav aria-label="Kind of activity">
      <ul className="state-filters">
        <li>
          <Link className="state-filter" href={href('')} aria-current={chosen === '' ? 'true' : undefined}>
            State changes
          </Link>
        </li>
        <li>
          <Link
            className="state-filter"
            href={href('audit')}
            aria-current={chosen === 'audit' ? 'true' : undefined}
          >
            Who did what
          </Link>
        </li>
      </ul>
    </nav>
  );
}

interface ViewProps {
  readonly control: ListControl;
  readonly query: string;
  readonly fabricId: number | undefined;
  readonly names: FabricNames;
}

function Transitions({ control, query, fabricId, names }: ViewProps) {
  return (
    <ObjectList
      what="state changes"
      query={useTransitions(query)}
      control={control}
      columns={transitionColumns(fabricId === undefined ? names : null)}
      rowKey={(row) => row.id}
      filters={fabricId === undefined ? <FabricFilter control={control} /> : undefined}
      empty={
        <Blank icon="history" title="No state changes yet">
          <p>Every change of a fabric’s sync state is kept here, with its reason.</p>
        </Blank>
      }
    />
  );
}

function AuditEvents({ control, query, fabricId, names }: ViewProps) {
  return (
    <ObjectList
      what="actions"
      query={useAuditEvents(query)}
      control={control}
      columns={auditColumns(fabricId === undefined ? names : null)}
      rowKey={(row) => row.id}
      searchLabel="Search action or person"
      filters={fabricId === undefined ? <FabricFilter control={control} /> : undefined}
      empty={
        <Blank icon="account-clock-outline" title="Nothing was done yet">
          <p>Who created, changed, started or cancelled something is kept here.</p>
        </Blank>
      }
    />
  );
}
