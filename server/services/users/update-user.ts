import { isDeepStrictEqual } from 'node:util';
import { eq, sql } from 'drizzle-orm';
import type { Transaction } from '#db/client.ts';
import { sessions, users } from '#db/schema/index.ts';
import type { JsonObject } from '#server/domain/resource.ts';
import { requireVersion, type VersionCondition } from '#server/domain/version-condition.ts';
import type { User, UserPatch } from '#server/domain/wire/user.ts';
import type { Context } from '#server/services/context.ts';
import { changePeople } from '#server/services/users/change-people.ts';
import { readUser } from '#server/services/users/present-user.ts';
import { withUniqueUser } from '#server/services/users/unique-user.ts';
import { replaceGrants, requireFittingRole } from '#server/services/users/user-grants.ts';
import { audit } from '#server/state/audit.ts';
import { notify } from '#server/state/notify.ts';

type Field = keyof UserPatch;

/**
 * Changes a person, and what they may do from their next request on; their sockets follow at once. One who is disabled is
 * signed out, and their tokens rest. What is set to the value that it has changes nothing.
 * @throws AppError NOT_FOUND, PRECONDITION_FAILED, REQUEST_INVALID, LAST_ADMINISTRATOR
 */
export async function updateUser(
  ctx: Context,
  id: string,
  input: UserPatch,
  ifMatch: VersionCondition = null,
): Promise<User> {
  return await withUniqueUser(() =>
    changePeople(ctx, async (tx) => {
      const before = await readUser({ db: tx }, id);
      requireVersion(ifMatch, `User with ID ${id}`, before.version);
      const fields = changedFields(before, input);
      if (fields.length === 0) return before;
      requireFittingRole(input.role ?? before.role, input.all_fabrics ?? before.all_fabrics);
      const { name, email, role, all_fabrics: allFabrics, grants, enabled } = input;
      await tx
        .update(users)
        .set({
          ...(name === undefined ? {} : { name }),
          ...(email === undefined ? {} : { email }),
          ...(role === undefined ? {} : { role }),
          ...(allFabrics === undefined ? {} : { allFabrics }),
          ...(enabled === undefined ? {} : { banned: !enabled, banReason: null, banExpires: null }),
          version: before.version + 1,
          updatedAt: sql`clock_timestamp()`,
        })
        .where(eq(users.id, id));
      if (grants !== undefined) await replaceGrants(tx, id, grants);
      if (enabled === false) await tx.delete(sessions).where(eq(sessions.userId, id));
      await auditChange(tx, ctx, before, input, fields);
      await notify(tx, { t: 'access', user: id });
      return await readUser({ db: tx }, id);
    }),
  );
}

function changedFields(before: User, input: UserPatch): Field[] {
  const grants = before.grants.map(({ fabric_id, role }) => ({ fabric_id, role }));
  const sorted = (list: typeof grants) => list.toSorted((a, b) => a.fabric_id - b.fabric_id);
  return (Object.keys(input) as Field[]).filter((field) => {
    if (field !== 'grants') return input[field] !== undefined && input[field] !== before[field];
    return input.grants !== undefined && !isDeepStrictEqual(sorted(input.grants), sorted(grants));
  });
}

const RIGHTS = new Set<Field>(['role', 'all_fabrics', 'grants']);

/** Switching somebody off or on is a line of its own; what they may do is told before and after. */
async function auditChange(
  tx: Transaction,
  ctx: Context,
  before: User,
  input: UserPatch,
  fields: readonly Field[],
): Promise<void> {
  const entry = (kind: string, data: JsonObject) =>
    audit(tx, {
      kind,
      subjectType: 'user',
      subjectId: before.id,
      actor: ctx.actor.name,
      data: { username: before.username, ...data },
    });
  if (fields.includes('enabled')) await entry(input.enabled === true ? 'user.enabled' : 'user.disabled', {});
  const others = fields.filter((field) => field !== 'enabled');
  if (others.length === 0) return;
  const told = others
    .filter((field) => RIGHTS.has(field))
    .map((field) => [field, { from: before[field], to: input[field] }]);
  await entry('user.updated', { fields: others, ...(Object.fromEntries(told) as JsonObject) });
}
