import { validCredentials, credentialKey } from '#server/auth/valid-credentials.ts';
import type { LiveParts } from '#server/live/live-dependencies.ts';

const RECHECK_EVERY_MS = 60_000;

/** Ends connections whose session or token has expired, was revoked, or whose user was banned. */
export async function expireConnections({ db, hub }: Pick<LiveParts, 'db' | 'hub'>): Promise<void> {
  const subscribers = hub.subscribers();
  const valid = await validCredentials(
    db,
    subscribers.map(({ credential }) => credential),
  );
  for (const subscriber of subscribers) {
    if (!valid.has(credentialKey(subscriber.credential))) subscriber.expire();
  }
}

/** Rights are checked at the handshake and every minute after. While the database does not answer, nobody is sent away. */
export function startRechecks(parts: LiveParts): () => void {
  const timer = setInterval(() => {
    expireConnections(parts).catch((error: unknown) =>
      parts.log.warn({ err: error }, 'sockets could not be rechecked'),
    );
  }, RECHECK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
