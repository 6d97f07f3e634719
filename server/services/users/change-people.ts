import type { Transaction } from '#db/client.ts';
import { activeAdministrators } from '#server/auth/active-administrators.ts';
import { lockPeople } from '#server/auth/password.ts';
import { AppError } from '#server/domain/app-error.ts';
import type { Context } from '#server/services/context.ts';

/**
 * A change of people, one at a time over all processes. One after which nobody could administer is undone.
 * @throws AppError LAST_ADMINISTRATOR, what `change` throws
 */
export async function changePeople<T>(ctx: Context, change: (tx: Transaction) => Promise<T>): Promise<T> {
  return await ctx.db.transaction(async (tx) => {
    await lockPeople(tx);
    const result = await change(tx);
    if ((await activeAdministrators(tx)) === 0) throw new AppError('LAST_ADMINISTRATOR');
    return result;
  });
}
