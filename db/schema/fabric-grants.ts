import { index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { users } from '#db/schema/auth.ts';
import { oneOf, word } from '#db/schema/columns.ts';
import { fabrics } from '#db/schema/fabrics.ts';
import { GRANT_ROLES } from '#server/domain/permissions.ts';

/** What a user whose `all_fabrics` is off may do on one fabric; no row = the fabric does not exist for them. */
export const fabricGrants = pgTable(
  'fabric_grants',
  {
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    fabricId: integer('fabric_id')
      .notNull()
      .references(() => fabrics.id, { onDelete: 'cascade' }),
    role: word('role', GRANT_ROLES).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.fabricId] }),
    index('fabric_grants_fabric_index').on(table.fabricId),
    oneOf('fabric_grants_role_check', table.role, GRANT_ROLES),
  ],
);
