import { eq, or } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { fabrics } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';

const LARGEST_ID = 2_147_483_647;

/** A fabric by id or, where no id is it, by name. @throws AppError NOT_FOUND */
export async function findFabricNamed(db: Database, idOrName: string): Promise<{ readonly id: number }> {
  const id = /^\d{1,10}$/.test(idOrName) && Number(idOrName) <= LARGEST_ID ? Number(idOrName) : null;
  const found = await db
    .select({ id: fabrics.id })
    .from(fabrics)
    .where(id === null ? eq(fabrics.name, idOrName) : or(eq(fabrics.id, id), eq(fabrics.name, idOrName)));
  const match = found.find((each) => each.id === id) ?? found[0];
  if (match === undefined) throw new AppError('NOT_FOUND', { what: `fabric "${idOrName.slice(0, 100)}"` });
  return match;
}
