import { actorOf } from '#server/auth/actor.ts';
import { credentialKey, validCredentials } from '#server/auth/valid-credentials.ts';
import type { Subscriber } from '#server/live/hub.ts';
import type { LiveParts } from '#server/live/live-dependencies.ts';

/** A sign-in that ends by time alone, or by somebody's hand in the database, ends its sockets within this. */
const EXPIRE_EVERY_MS = 5_000;
/** The same for rights that were changed by hand. */
const REFRESH_EVERY_MS = 60_000;

export interface Rechecks {
  /** The sign-ins or the rights of a user were changed: looks at that user's connections now. */
  onAccessChanged(userId: string): void;
  stop(): void;
}

type Parts = Pick<LiveParts, 'db' | 'hub' | 'log'>;

/** Ends connections whose session or token has expired or was revoked, or whose user was banned. Two queries at most. */
export async function expireConnections({ db, hub }: Pick<Parts, 'db' | 'hub'>): Promise<void> {
  const subscribers = hub.subscribers();
  if (subscribers.length === 0) return;
  const valid = await validCredentials(
    db,
    subscribers.map(({ signedIn }) => signedIn.credential),
  );
  for (const subscriber of subscribers) if (!valid.has(keyOf(subscriber))) subscriber.expire();
}

/** Besides, brings what their users may do up to date: a query a sign-in, one after the other. */
async function refreshConnections(parts: Parts, subscribers: readonly Subscriber[]): Promise<void> {
  for (const [first, ...others] of Map.groupBy(subscribers, keyOf).values()) {
    if (first === undefined) continue;
    const signedIn = await actorOf(parts, first.signedIn.credential);
    for (const subscriber of [first, ...others]) {
      if (signedIn === null) subscriber.expire();
      else subscriber.signedIn = signedIn;
    }
  }
}

const keyOf = ({ signedIn }: Subscriber): string => credentialKey(signedIn.credential);

/** While the database does not answer, nobody is sent away. */
export function startRechecks(parts: Parts, everyMs = EXPIRE_EVERY_MS): Rechecks {
  const changed = new Set<string>();
  let refreshedAt = performance.now();
  let running = false;

  const refreshChanged = async (): Promise<void> => {
    while (changed.size > 0) {
      const users = [...changed];
      const theirs = parts.hub.subscribers().filter(({ signedIn }) => users.includes(signedIn.actor.userId));
      changed.clear();
      try {
        await refreshConnections(parts, theirs);
      } catch (error) {
        for (const user of users) changed.add(user);
        throw error;
      }
    }
  };
  const lookAtAll = async (): Promise<void> => {
    await expireConnections(parts);
    if (performance.now() - refreshedAt < REFRESH_EVERY_MS) return;
    await refreshConnections(parts, parts.hub.subscribers());
    refreshedAt = performance.now();
  };
  /** Never two at once; who is changed meanwhile is looked at after. */
  const recheck = async (all: boolean): Promise<void> => {
    if (running) return;
    running = true;
    try {
      if (all) await lookAtAll();
      await refreshChanged();
    } catch (error) {
      parts.log.warn({ err: error }, 'sockets could not be rechecked; trying again');
    } finally {
      running = false;
    }
  };
  const timer = setInterval(() => void recheck(true), everyMs);
  timer.unref();
  return {
    onAccessChanged(userId) {
      changed.add(userId);
      void recheck(false);
    },
    stop: () => clearInterval(timer),
  };
}
