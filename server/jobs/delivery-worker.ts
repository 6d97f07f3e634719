import { randomUUID } from 'node:crypto';
import type { Database } from '#db/client.ts';
import { claimDeliveries, type ClaimedDelivery } from '#server/jobs/claim-deliveries.ts';
import type { Log } from '#server/log.ts';
import type { Notice } from '#server/state/notify.ts';

const POLL_MS = 1_000;
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
  const underWay = new Set<Promise<void>>();
  let stopping = false;
  let filling: Promise<void> | null = null;
  let again = false;

  const sendOne = async (delivery: ClaimedDelivery): Promise<void> => {
    try {
      await send(delivery);
    } catch (error) {
      log.warn(
        { err: error, deliveryId: delivery.id },
        'a message left an error behind; its lease runs out by itself',
      );
    }
  };
  const fillSlots = async (): Promise<void> => {
    do {
      again = false;
      const free = SLOTS - underWay.size;
      if (stopping || free <= 0) return;
      for (const delivery of await claimDeliveries(db, name, free)) {
        const task = sendOne(delivery).finally(() => {
          underWay.delete(task);
          fill();
        });
        underWay.add(task);
      }
    } while (again);
  };
  function fill(): void {
    if (filling !== null) {
      again = true;
      return;
    }
    filling = fillSlots()
      .catch((error: unknown) => log.warn({ err: error }, 'claiming messages failed; trying again'))
      .finally(() => {
        filling = null;
      });
  }

  const poll = setInterval(fill, POLL_MS);
  const unlisten = listen(({ t }) => {
    if (t === 'delivery') fill();
  });
  fill();
  return async () => {
    stopping = true;
    clearInterval(poll);
    unlisten();
    await filling;
    await Promise.all(underWay);
  };
}
