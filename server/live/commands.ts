import { actorOf } from '#server/auth/actor.ts';
import { AppError } from '#server/domain/app-error.ts';
import { ID_MAX } from '#server/domain/wire/identifier.ts';
import { subscription } from '#server/domain/wire/live.ts';
import type { Subscriber } from '#server/live/hub.ts';
import type { LiveParts } from '#server/live/live-dependencies.ts';
import type { Refusal } from '#server/live/outgoing.ts';

/** The longest page of fabrics, twice. Each is two messages at once: below what a reader may be behind. */
const MAX_SUBSCRIPTIONS = 2_000;

/** @param answer is told null when the command was done */
type RunCommand = (type: unknown, payload: unknown, answer: (refusal: Refusal | null) => void) => void;

/**
 * `subscribe` and `unsubscribe` of one connection, for both kinds of socket; one after the other, in the order in which they
 * came. Each is asked anew who sends it: a sign-in that has ended since ends the connection. Ids need no check: of fabrics
 * that do not exist, or not for this user, nothing is sent.
 */
export function commandsOf(parts: LiveParts, subscriber: Subscriber): RunCommand {
  let last: Promise<void> = Promise.resolve();
  const runAfter = async (before: Promise<void>, ...[type, payload, answer]: Parameters<RunCommand>) => {
    await before;
    const refusal = await runCommand(parts, subscriber, type, payload);
    answer(refusal);
    if (refusal?.payload.code === 'NOT_AUTHENTICATED') subscriber.expire();
  };
  return (...command) => {
    last = runAfter(last, ...command);
  };
}

/** Never rejects. */
async function runCommand(
  parts: LiveParts,
  subscriber: Subscriber,
  type: unknown,
  payload: unknown,
): Promise<Refusal | null> {
  const parsed = subscription.safeParse(payload);
  if ((type !== 'subscribe' && type !== 'unsubscribe') || !parsed.success) {
    return refusal('REQUEST_INVALID', 'Send subscribe or unsubscribe with {"fabric_ids": [1, 2, 3]}');
  }
  const refused = await authenticateAgain(parts, subscriber);
  if (refused !== null) return refused;
  // One id that Postgres cannot compare with would fail the read of all that are due with it, again and again.
  const ids = parsed.data.fabric_ids.filter((id) => id <= ID_MAX);
  if (type === 'unsubscribe') {
    parts.hub.unsubscribe(subscriber, ids);
    return null;
  }
  const added = new Set(ids.filter((id) => !parts.hub.isSubscribed(subscriber, id)));
  if (parts.hub.subscriptionsOf(subscriber) + added.size > MAX_SUBSCRIPTIONS) {
    return refusal('REQUEST_INVALID', `One connection may watch ${MAX_SUBSCRIPTIONS} fabrics`);
  }
  parts.hub.subscribe(subscriber, ids);
  parts.relay.present(subscriber, ids);
  return null;
}

async function authenticateAgain(parts: LiveParts, subscriber: Subscriber): Promise<Refusal | null> {
  try {
    const signedIn = await actorOf(parts, subscriber.signedIn.credential);
    if (signedIn === null) return refusal('NOT_AUTHENTICATED');
    subscriber.signedIn = signedIn;
    return null;
  } catch (error) {
    parts.log.warn({ err: error }, 'it could not be asked who sent a command');
    return refusal('DATABASE_UNAVAILABLE');
  }
}

function refusal(code: AppError['code'], error?: string): Refusal {
  return { type: 'request.refused', payload: { error: error ?? new AppError(code).message, code } };
}
