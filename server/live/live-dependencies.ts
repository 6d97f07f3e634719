import type { ActorDependencies } from '#server/auth/actor.ts';
import type { Hub } from '#server/live/hub.ts';
import type { Relay } from '#server/live/relay.ts';
import type { Seats } from '#server/live/seats.ts';

/** What both kinds of socket need. */
export interface LiveParts extends ActorDependencies {
  readonly hub: Hub;
  readonly relay: Relay;
  readonly seats: Seats;
  /** Origin of the address under which people open the app. */
  readonly publicOrigin: string;
  /** For tests. Default: a ping every 25 s, answered before the next; sign-ins are looked at every 5 s. */
  readonly timing?: { readonly pingEveryMs?: number; readonly recheckEveryMs?: number };
}
