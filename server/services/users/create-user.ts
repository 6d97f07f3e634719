import { randomUUID } from 'node:crypto';
import { users } from '#db/schema/index.ts';
import { makePassword, storePassword } from '#server/auth/password.ts';
import type { CreatedUser, UserInput } from '#server/domain/wire/user.ts';
import type { Context } from '#server/services/context.ts';
import { changePeople } from '#server/services/users/change-people.ts';
import { readUser } from '#server/services/users/present-user.ts';
import { withUniqueUser } from '#server/services/users/unique-user.ts';
import { replaceGrants, requireFittingRole } from '#server/services/users/user-grants.ts';
import { audit } from '#server/state/audit.ts';

/** Adds a person. Without a password one is made, which is in this answer only. @throws AppError REQUEST_INVALID */
export async function createUser(ctx: Context, input: UserInput): Promise<CreatedUser> {
  const { username, name, email, role, all_fabrics: allFabrics, grants } = input;
  requireFittingRole(role, allFabrics);
  const made = input.password === undefined ? makePassword() : null;
  return await withUniqueUser(() =>
    changePeople(ctx, async (tx) => {
      const id = randomUUID();
      await tx.insert(users).values({
        id,
        username,
        displayUsername: username,
        name,
        email,
        emailVerified: true,
        role,
        allFabrics,
      });
      await replaceGrants(tx, id, grants);
      await storePassword(tx, id, input.password ?? made ?? makePassword());
      await audit(tx, {
        kind: 'user.created',
        subjectType: 'user',
        subjectId: id,
        actor: ctx.actor.name,
        data: { username, role, all_fabrics: allFabrics, grants },
      });
      return { ...(await readUser({ db: tx }, id)), password: made };
    }),
  );
}
