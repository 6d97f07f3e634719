import type { Database } from '#db/client.ts';
import type { Actor } from '#server/domain/actor.ts';
import type { Log } from '#server/log.ts';
import type { Outbound } from '#server/outbound/outbound.ts';
import type { Sealer } from '#server/secrets/seal.ts';

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
