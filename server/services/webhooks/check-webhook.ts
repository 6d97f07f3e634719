import { eq } from 'drizzle-orm';
import type { Transaction } from '#db/client.ts';
import { fabrics } from '#db/schema/index.ts';
import { AppError, isAppError } from '#server/domain/app-error.ts';
import type { Context } from '#server/services/context.ts';
import { violatedUnique } from '#server/services/unique-violation.ts';

const wrong = (field: string, message: string, cause?: unknown): AppError =>
  new AppError('REQUEST_INVALID', {}, { cause, fields: [{ field, message }] });

/** @throws AppError ADDRESS_REFUSED with the field */
export function checkWebhookUrl(ctx: Pick<Context, 'outbound'>, url: string | undefined): void {
  if (url === undefined || url === '') return;
  try {
    ctx.outbound.checkUrl(url);
  } catch (error) {
    if (!isAppError(error)) throw error;
    const fields = [{ field: 'url', message: `${error.message}. ${error.advice}` }];
    throw new AppError(error.code, error.details, { cause: error, fields });
  }
}

/** @throws AppError REQUEST_INVALID when the named fabric does not exist */
export async function requireFabric(tx: Transaction, id: number | null | undefined): Promise<void> {
  if (id === null || id === undefined) return;
  const [found] = await tx.select({ id: fabrics.id }).from(fabrics).where(eq(fabrics.id, id));
  if (found === undefined) throw wrong('fabric_id', `Fabric with ID ${id} does not exist`);
}

/** Runs a write; a name that is taken becomes a field error. */
export async function withUniqueWebhookName<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (violatedUnique(error) !== 'webhooks_name_unique') throw error;
    throw wrong('name', 'A webhook with this name exists already', error);
  }
}
