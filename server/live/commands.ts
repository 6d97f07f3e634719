import { AppError } from '#server/domain/app-error.ts';
import { ID_MAX } from '#server/domain/wire/identifier.ts';
import type { LiveMessage } from '#server/domain/wire/live.ts';
import { subscription } from '#server/domain/wire/live.ts';
import type { ErrorBody } from '#server/domain/wire/list.ts';
import type { Hub, Subscriber } from '#server/live/hub.ts';
import type { Relay } from '#server/live/relay.ts';

/** The longest page of fabrics, twice. Each is two messages at once: below what a reader may be behind. */
const MAX_SUBSCRIPTIONS = 2_000;

/** Answer to a command that was refused; beside the messages of the contract, which speak of fabrics only. */
export interface Refusal {
  readonly type: 'request.refused';
  readonly payload: Pick<ErrorBody, 'error' | 'code'>;
}
export type Outgoing = LiveMessage | Refusal;

/**
 * `subscribe` and `unsubscribe`, for both kinds of socket. Whoever is signed in may view every fabric, so ids need no check;
 * those that do not exist stay silent.
 * @returns null when done
 */
export function runCommand(
  deps: { readonly hub: Hub; readonly relay: Relay },
  subscriber: Subscriber,
  type: unknown,
  payload: unknown,
): Refusal | null {
  const parsed = subscription.safeParse(payload);
  if ((type !== 'subscribe' && type !== 'unsubscribe') || !parsed.success) {
    return refusal('Send subscribe or unsubscribe with {"fabric_ids": [1, 2, 3]}');
  }
  // One id that Postgres cannot compare with would fail the read of all that are due with it, again and again.
  const ids = parsed.data.fabric_ids.filter((id) => id <= ID_MAX);
  if (type === 'unsubscribe') {
    deps.hub.unsubscribe(subscriber, ids);
    return null;
  }
  if (deps.hub.subscriptionsOf(subscriber) + ids.length > MAX_SUBSCRIPTIONS) {
    return refusal(`One connection may watch ${MAX_SUBSCRIPTIONS} fabrics`);
  }
  deps.hub.subscribe(subscriber, ids);
  deps.relay.present(subscriber, ids);
  return null;
}

const refusal = (error: string): Refusal => ({
  type: 'request.refused',
  payload: { error, code: new AppError('REQUEST_INVALID').code },
});
