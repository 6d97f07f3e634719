import { canView } from '#server/domain/permissions.ts';
import type { Subscriber } from '#server/live/hub.ts';

/**
 * Whether a connection may hear of a fabric, by what its user may view now. Every message is put to this question when it is
 * sent, not the subscription when it is made: who may view the fabric later hears of it from then on, and the other way round.
 */
export const mayHear = ({ signedIn }: Subscriber, fabricId: number): boolean =>
  canView(signedIn.actor, fabricId);
