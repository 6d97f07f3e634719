import type { TokenReader } from './access/tokens.ts';
import type { Registry } from './kinds/registry.ts';
import type { Store } from './store/store.ts';

/** What the handlers share. */
export interface Cluster {
  store: Store;
  registry: Registry;
  /** Private key (PEM) that signs service accounts' tokens. */
  tokenKey: string;
  readToken: TokenReader;
  /** The administrator's token. */
  adminToken: string;
  now: () => Date;
}

/** RFC 3339 in whole seconds, as every time in metadata. */
export function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
