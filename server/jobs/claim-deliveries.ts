import { sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';

/** Longer than any attempt takes: server/delivery/send-result.ts (twice its limit for mails), and the database twice (deliver.ts). */
const LEASE_SECONDS = 45;
/** To one receiver at once: one that is slow holds up nobody else's messages. */
const PER_WEBHOOK = 3;

export interface ClaimedDelivery {
  readonly id: number;
  readonly worker: string;
  /** 1 = the first. */
  readonly attempt: number;
}

/** Takes up to `slots` messages that are due, oldest first, by the same means as runs: rows under a lease, locked ones passed over. */
export async function claimDeliveries(
  db: Database,
  worker: string,
  slots: number,
): Promise<ClaimedDelivery[]> {
  const rows = await db.execute<{ id: number; attempt: number }>(sql`
    with chosen as materialized (
      select due.id from webhooks
      cross join lateral (
        select id, next_attempt_at from deliveries
        where webhook_id = webhooks.id and status = 'pending' and next_attempt_at <= statement_timestamp()
          and (lease_until is null or lease_until < clock_timestamp())
        order by next_attempt_at
        limit greatest(0, ${PER_WEBHOOK}::int - (
          select count(*) from deliveries under_way
          where under_way.webhook_id = webhooks.id and under_way.status = 'pending' and under_way.lease_until > clock_timestamp()
        ))
        for update skip locked
      ) due
      where webhooks.enabled
      order by due.next_attempt_at
      limit ${slots}
    )
    update deliveries set
      worker = ${worker},
      attempt = deliveries.attempt + 1,
      lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
    from chosen
    where deliveries.id = chosen.id
    returning deliveries.id, deliveries.attempt`);
  return [...rows].map(({ id, attempt }) => ({ id, worker, attempt }));
}
