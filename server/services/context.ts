import type { Database } from '#db/client.ts';
import type { Access } from '#server/domain/permissions.ts';
import type { Log } from '#server/log.ts';

/** Who acts. The scheduler and workers are actors too: everything that happens has one. */
export type Actor =
  | (Access & { readonly type: 'user'; readonly name: string; readonly userId: string })
  | (Access & {
      readonly type: 'token';
      readonly name: string;
      readonly userId: string;
      readonly tokenId: number;
      /** Its role says so too; this tells it from a viewer's own, which may look after tokens. */
      readonly readOnly: boolean;
    })
  | { readonly type: 'system'; readonly name: string };

export const SYSTEM = {
  scheduler: { type: 'system', name: 'scheduler' },
  worker: { type: 'system', name: 'worker' },
  push: { type: 'system', name: 'push event' },
  start: { type: 'system', name: 'start' },
} as const satisfies Record<string, Actor>;

/** Seals and opens stored credentials; `place` binds a sealed text to its table, row and column. */
export interface Sealer {
  seal(text: string, place: string): string;
  open(sealed: string, place: string): string;
}

/** Which addresses may be contacted; both throw AppError ADDRESS_REFUSED. */
export interface Outbound {
  /** Checks a URL as written (scheme, literal addresses, host names). */
  checkUrl(url: string): void;
  /** Resolves like dns.lookup with all addresses and refuses denied ones: the address dialled is the one checked. */
  resolve(hostname: string): Promise<readonly { readonly address: string; readonly family: 4 | 6 }[]>;
}

/** What every verb needs; passed explicitly, there are no request globals. */
export interface Context {
  readonly db: Database;
  readonly actor: Actor;
  readonly log: Log;
  readonly sealer: Sealer;
  readonly outbound: Outbound;
  readonly allowFileRepositories: boolean;
  readonly dataDir: string;
}
