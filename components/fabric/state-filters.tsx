'use client';

import { paths } from '#app/paths.ts';
import { pageQuery } from '#components/object/list-state.ts';
import type { ListControl } from '#components/object/use-list-state.ts';
import { Link } from '#components/ui/link.tsx';
import { STATE_DISPLAY } from '#server/domain/state-display.ts';
import type { SyncState } from '#server/domain/sync-state.ts';
import { useFabricCounts } from './fabric-queries.ts';

/** What needs a person stands first. */
const ORDER: readonly SyncState[] = [
  'error',
  'out_of_sync',
  'never_synced',
  'syncing',
  'in_sync',
  'disabled',
  'not_configured',
];

/** How many fabrics are in each state; a press shows only those, a second one all. */
export function StateFilters({ control: { state } }: { readonly control: ListControl }) {
  const counts = useFabricCounts().data;
  if (counts === undefined) return null;
  const chosen = state.filters['state'];
  const total = ORDER.reduce((sum, one) => sum + counts[one], 0);
  if (total === 0) return null;
  const href = (filter: string) =>
    paths.fabrics(pageQuery({ ...state, offset: 0, filters: { state: filter } }));
  return (
    <nav aria-label="Fabrics by state">
      <ul className="state-filters">
        <li>
          <Link
            className="state-filter"
            href={href('')}
            aria-current={chosen === undefined ? 'true' : undefined}
          >
            <strong>{total}</strong> All
          </Link>
        </li>
        {ORDER.map((one) => (
          <li key={one}>
            <Link
              className="state-filter"
              href={href(chosen === one ? '' : one)}
              data-count={counts[one]}
              aria-current={chosen === one ? 'true' : undefined}
            >
              <span className="state-dot" data-sync-state={one} />
              <strong>{counts[one]}</strong> {STATE_DISPLAY[one].text}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
