import type { ActorDependencies } from '#server/auth/actor.ts';
import type { Hub } from '#server/live/hub.ts';
import type { Relay } from '#server/live/relay.ts';

/** What both kinds of socket need. */
export interface LiveParts extends ActorDependencies {
  readonly hub: Hub;
  readonly relay: Relay;
  /** Origin of the address under which people open the app. */
  readonly publicOrigin: string;
}
