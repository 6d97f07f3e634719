/** As the network says it, so that it counts as one: see db/outage.ts. */
class OutOfTime extends Error {
  readonly code = 'ETIMEDOUT';
}

/**
 * The answer, or an error after `ms`. For work on the database that loops wait for: a transaction whose connection died at the
 * wrong moment may never be answered by the driver, and must not stop the loop for ever. The work itself is not ended.
 */
export async function within<T>(ms: number, work: PromiseLike<T>): Promise<T> {
  const { promise: outOfTime, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new OutOfTime(`no answer within ${ms} ms`)), ms);
  try {
    return await Promise.race([work, outOfTime]);
  } finally {
    clearTimeout(timer);
  }
}
