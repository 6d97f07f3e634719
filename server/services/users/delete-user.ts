import { eq } from 'drizzle-orm';
import { users } from '#db/schema/index.ts';
import { requireVersion, type VersionCondition } from '#server/domain/version-condition.ts';
import type { Context } from '#server/services/context.ts';
import { changePeople } from '#server/services/users/change-people.ts';
import { readUser } from '#server/services/users/present-user.ts';
import { audit } from '#server/state/audit.ts';
import { notify } from '#server/state/notify.ts';

/** Removes a person with their sessions, tokens and grants; what they did stays in the history. @throws AppError NOT_FOUND, PRECONDITION_FAILED, LAST_ADMINISTRATOR */
export async function deleteUser(ctx: Context, id: string, ifMatch: VersionCondition = null): Promise<void> {
  await changePeople(ctx, async (tx) => {
    const { username, role, version } = await readUser({ db: tx }, id);
    requireVersion(ifMatch, `User with ID ${id}`, version);
    await tx.delete(users).where(eq(users.id, id));
    await audit(tx, {
      kind: 'user.deleted',
      subjectType: 'user',
      subjectId: id,
      actor: ctx.actor.name,
      data: { username, role },
    });
    await notify(tx, { t: 'access', user: id });
  });
}
