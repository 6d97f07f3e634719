import { randomUUID } from 'node:crypto';
import type { Database } from '#db/client.ts';
import { claimDeliveries, type ClaimedDelivery } from '#server/jobs/claim-deliveries.ts';
import { createSlotFiller } from '#server/jobs/slot-filler.ts';
import { within } from '#server/jobs/within.ts';
import type { Log } from '#server/log.ts';
import type { Notice } from '#server/state/notify.ts';

const POLL_MS = 1_000;
const CLAIM_LIMIT_MS = 10_000;
const SLOTS = 10;

export interface DeliveryWorkerOptions {
  readonly db: Database;
  readonly log: Log;
  /** Hears notices of other processes; returns how to stop hearing. */
  readonly listen: (onNotice: (notice: Notice) => void) => () => void;
  readonly send: (delivery: ClaimedDelivery) => Promise<void>;
}

/** Sends messages as they are queued, and again when their time has come. @returns what stops it, when the last one is sent */
export function startDeliveryWorker({ db, log, listen, send }: DeliveryWorkerOptions): () => Promise<void> {
  const name = randomUUID();
  let sending = 0;

  const sendOne = async (delivery: ClaimedDelivery): Promise<void> => {
    sending += 1;
    try {
      await send(delivery);
    } catch (error) {
      log.warn(
        { err: error, deliveryId: delivery.id },
        'a message left an error behind; its lease runs out by itself',
      );
    } finally {
      sending -= 1;
    }
  };
  const slots = createSlotFiller({
    free: () => SLOTS - sending,
    claim: (most) => within(CLAIM_LIMIT_MS, claimDeliveries(db, name, most)),
    work: sendOne,
    onClaimFailed: (error) => log.warn({ err: error }, 'claiming messages failed; trying again'),
  });

  const poll = setInterval(slots.fill, POLL_MS);
  const unlisten = listen(({ t }) => {
    if (t === 'delivery') slots.fill();
  });
  slots.fill();
  return async () => {
    const closed = slots.close();
    clearInterval(poll);
    unlisten();
    await closed;
    await slots.ended();
  };
}
