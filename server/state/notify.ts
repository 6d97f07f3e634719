import { sql, type SQL } from 'drizzle-orm';
import type { DatabaseOrTransaction } from '#db/client.ts';

/** The one channel between processes. Messages only say "look again": ids, no content; sent at commit. */
export const CHANNEL = 'fabric_sync';

export type Notice =
  /** An input of a fabric's state changed. */
  | { readonly t: 'fabric'; readonly id: number }
  | { readonly t: 'progress'; readonly id: number }
  | { readonly t: 'ended'; readonly id: number; readonly run: number }
  /** A run waits to be claimed. */
  | { readonly t: 'queued' }
  /** A run was asked to stop. */
  | { readonly t: 'stop'; readonly run: number }
  /** A notice of a fabric was opened, closed, reworded or acknowledged. */
  | { readonly t: 'notice'; readonly id: number }
  /** What a user may do has changed, or a session or token of the user ended. */
  | { readonly t: 'access'; readonly user: string }
  /** A message waits to be sent to a receiver. */
  | { readonly t: 'delivery' };

/** The call that sends a notice, for a statement that does more. */
export const notification = (notice: Notice): SQL => sql`pg_notify(${CHANNEL}, ${JSON.stringify(notice)})`;

export async function notify(db: DatabaseOrTransaction, notice: Notice): Promise<void> {
  await db.execute(sql`select ${notification(notice)}`);
}

export const notifyFabric = (db: DatabaseOrTransaction, id: number): Promise<void> =>
  notify(db, { t: 'fabric', id });
