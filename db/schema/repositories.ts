import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { instant, oneOf, word } from '#db/schema/columns.ts';
import { CONNECTION_STATUSES, GIT_AUTH_TYPES } from '#server/domain/words.ts';

/** A Git repository with its credentials; fabrics name one and a directory in it. */
export const repositories = pgTable(
  'repositories',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    name: text('name').notNull().unique(),
    url: text('url').notNull(),
    branch: text('branch').notNull().default('main'),
    authType: word('auth_type', GIT_AUTH_TYPES).notNull().default('none'),
    username: text('username').notNull().default(''),
    /** Sealed (server/secrets/seal.ts); never leaves the server. */
    tokenSealed: text('token_sealed'),
    sshPrivateKeySealed: text('ssh_private_key_sealed'),
    connectionStatus: word('connection_status', CONNECTION_STATUSES).notNull().default('unknown'),
    connectionError: text('connection_error'),
    /** Commit that the branch pointed at when last asked. */
    headCommit: text('head_commit'),
    checkedAt: instant('checked_at'),
    /** Raised by each change that a person makes; the ETag of the API. */
    version: integer('version').notNull().default(1),
    createdAt: instant('created_at').notNull().defaultNow(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (table) => [
    oneOf('repositories_auth_type_check', table.authType, GIT_AUTH_TYPES),
    oneOf('repositories_connection_status_check', table.connectionStatus, CONNECTION_STATUSES),
  ],
);

export type RepositoryRow = typeof repositories.$inferSelect;
