import { Icon } from '#components/ui/icon.tsx';
import { PAGE_LIMITS } from './list-state.ts';
import type { ListControl } from './use-list-state.ts';

interface PagerProps {
  readonly count: number;
  readonly control: ListControl;
}

/** Where in the list one is, and the way on. */
export function Pager({ count, control: { state, change } }: PagerProps) {
  const { offset, limit } = state;
  const last = Math.min(offset + limit, count);
  return (
    <div className="pager">
      <span>
        {count === 0
          ? 'None'
          : `${(offset + 1).toLocaleString('en')}–${last.toLocaleString('en')} of ${count.toLocaleString('en')}`}
      </span>
      <div className="pager-buttons">
        {count > PAGE_LIMITS[0] && (
          <select
            className="form-select form-select-sm"
            aria-label="Rows per page"
            value={limit}
            onChange={({ target }) => change({ limit: Number(target.value) })}
          >
            {PAGE_LIMITS.map((one) => (
              <option key={one} value={one}>
                {one} per page
              </option>
            ))}
          </select>
        )}
        {count > limit && (
          <>
            <button
              type="button"
              className="btn btn-sm"
              disabled={offset === 0}
              onClick={() => change({ offset: Math.max(0, offset - limit) })}
            >
              <Icon name="chevron-left" />
              Previous
            </button>
            <button
              type="button"
              className="btn btn-sm"
              disabled={last >= count}
              onClick={() => change({ offset: offset + limit })}
            >
              <Icon name="chevron-right" />
              Next
            </button>
          </>
        )}
      </div>
    </div>
  );
}
