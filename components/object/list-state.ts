import { PAGE_LIMIT_DEFAULT } from '#server/domain/wire/list.ts';

/** What of a list stands in the address, so that it survives a reload and can be sent to a colleague. */
export interface ListState {
  readonly q: string;
  /** A field, or "-field" for descending; "" = the list's own order. */
  readonly ordering: string;
  readonly limit: number;
  readonly offset: number;
  readonly filters: Readonly<Record<string, string>>;
}

export const PAGE_LIMITS = [25, 50, 100, 250, 1_000] as const;

const QUERY_MAX_CHARACTERS = 200;

interface Parameters {
  get(name: string): string | null;
}

/** Reads the address; values that make no sense are taken as not given. */
export function readListState(parameters: Parameters, filterNames: readonly string[]): ListState {
  const limit = Number(parameters.get('limit'));
  const offset = Number(parameters.get('offset'));
  return {
    q: (parameters.get('q') ?? '').slice(0, QUERY_MAX_CHARACTERS),
    ordering: /^-?[a-z_]{1,99}$/.exec(parameters.get('ordering') ?? '')?.[0] ?? '',
    limit: PAGE_LIMITS.find((one) => one === limit) ?? PAGE_LIMIT_DEFAULT,
    offset: Number.isSafeInteger(offset) && offset > 0 ? offset : 0,
    filters: Object.fromEntries(
      filterNames.map((name) => [name, parameters.get(name) ?? '']).filter(([, value]) => value !== ''),
    ),
  };
}

function query(state: ListState, extra: Readonly<Record<string, string>>, withDefaults: boolean): string {
  const parameters = new URLSearchParams(extra);
  for (const [name, value] of Object.entries(state.filters)) if (value !== '') parameters.set(name, value);
  if (state.q !== '') parameters.set('q', state.q);
  if (state.ordering !== '') parameters.set('ordering', state.ordering);
  if (withDefaults || state.limit !== PAGE_LIMIT_DEFAULT) parameters.set('limit', String(state.limit));
  if (withDefaults || state.offset !== 0) parameters.set('offset', String(state.offset));
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

/** The query of the page's address: what is default is left out. */
export function pageQuery(state: ListState): string {
  return query(state, {}, false);
}

/** The query of the API request; `fixed` are filters that the page itself sets. */
export function apiQuery(state: ListState, fixed: Readonly<Record<string, string>> = {}): string {
  return query(state, fixed, true);
}

/** The ordering after a press on a column's title: ascending, descending, the list's own. */
export function nextOrdering(current: string, field: string): string {
  if (current === field) return `-${field}`;
  return current === `-${field}` ? '' : field;
}

/** Whether anything narrows the list. */
export function isNarrowed(state: ListState): boolean {
  return state.q !== '' || Object.values(state.filters).some((value) => value !== '');
}
