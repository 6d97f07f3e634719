import { eq, inArray } from 'drizzle-orm';
import type { Transaction } from '#db/client.ts';
import { fabricGrants, fabrics } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';
import type { UserInput } from '#server/domain/wire/user.ts';

/** Puts these grants in the place of those there were. @throws AppError REQUEST_INVALID naming fabrics that there are not */
export async function replaceGrants(
  tx: Transaction,
  userId: string,
  grants: UserInput['grants'],
): Promise<void> {
  await tx.delete(fabricGrants).where(eq(fabricGrants.userId, userId));
  if (grants.length === 0) return;
  const wanted = grants.map((each) => each.fabric_id);
  // A fabric that is being deleted waits until the grants are there, and takes them with it.
  const found = await tx
    .select({ id: fabrics.id })
    .from(fabrics)
    .where(inArray(fabrics.id, wanted))
    .for('key share');
  const known = new Set(found.map(({ id }) => id));
  const missing = wanted.flatMap((id, index) => (known.has(id) ? [] : [{ id, index }]));
  if (missing.length > 0) {
    const fields = missing.map(({ id, index }) => ({
      field: `grants.${index}.fabric_id`,
      message: `Fabric with ID ${id} does not exist`,
    }));
    throw new AppError('REQUEST_INVALID', {}, { fields });
  }
  await tx
    .insert(fabricGrants)
    .values(grants.map(({ fabric_id, role }) => ({ userId, fabricId: fabric_id, role })));
}

/** @throws AppError REQUEST_INVALID: who may change everybody's grants is not limited by them */
export function requireFittingRole(role: string, allFabrics: boolean): void {
  if (role !== 'administrator' || allFabrics) return;
  const message = 'An administrator sees all fabrics: choose another role, or all fabrics';
  throw new AppError('REQUEST_INVALID', {}, { fields: [{ field: 'all_fabrics', message }] });
}
