'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { useCallback, useMemo } from 'react';
import { type ListState, pageQuery, readListState } from './list-state.ts';

export interface ListControl {
  readonly state: ListState;
  /** Goes to another view of the list; a new filter, search or order starts at its first page. */
  readonly change: (part: Partial<ListState>) => void;
  readonly setFilter: (name: string, value: string) => void;
}

/** The list's state in the address. The history is written directly: the page's frame need not be asked for again. */
export function useListState(filterNames: readonly string[]): ListControl {
  const parameters = useSearchParams();
  const pathname = usePathname();
  const names = filterNames.join(',');
  const state = useMemo(
    () => readListState(parameters, names === '' ? [] : names.split(',')),
    [parameters, names],
  );
  const change = useCallback(
    (part: Partial<ListState>) => {
      const next = { ...state, offset: 0, ...part };
      const url = `${pathname}${pageQuery(next)}`;
      // Typing must not fill the history; everything else can be gone back from.
      if (part.q === undefined) globalThis.history.pushState(null, '', url);
      else globalThis.history.replaceState(null, '', url);
    },
    [pathname, state],
  );
  const setFilter = useCallback(
    (name: string, value: string) => change({ filters: { ...state.filters, [name]: value } }),
    [change, state.filters],
  );
  return { state, change, setFilter };
}
