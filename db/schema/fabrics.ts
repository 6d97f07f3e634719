import { sql } from 'drizzle-orm';
import { bigint, boolean, check, index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant, oneOf, word } from '#db/schema/columns.ts';
import { repositories } from '#db/schema/repositories.ts';
import type { SyncWindow } from '#server/domain/window/sync-window.ts';
import { CONFLICT_POLICIES, FAILURE_POLICIES, WRITE_SCOPES } from '#server/domain/words.ts';

/** One Hedgehog fabric: its cluster, its source, its schedule. Its sync state is derived from these columns, never stored. */
export const fabrics = pgTable(
  'fabrics',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    /** Value of the owner label on every object of this fabric; survives a rename. */
    ownerUuid: uuid('owner_uuid').notNull().defaultRandom(),
    name: text('name').notNull().unique(),
    description: text('description').notNull().default(''),

    kubernetesServer: text('kubernetes_server').notNull().default(''),
    kubernetesNamespace: text('kubernetes_namespace').notNull().default('default'),
    /** Sealed (server/secrets/seal.ts); never leaves the server. */
    kubernetesTokenSealed: text('kubernetes_token_sealed'),
    /** PEM; a certificate and its key instead of a token. */
    kubernetesClientCert: text('kubernetes_client_cert').notNull().default(''),
    /** Sealed, like the token. */
    kubernetesClientKeySealed: text('kubernetes_client_key_sealed'),
    kubernetesCaCert: text('kubernetes_ca_cert').notNull().default(''),
    kubernetesTlsVerify: boolean('kubernetes_tls_verify').notNull().default(true),
    /** HTTP proxy through which the cluster is reached; "" = directly. */
    kubernetesProxyUrl: text('kubernetes_proxy_url').notNull().default(''),
    /** When token, client certificate or CA were last set: "credentials: set 12 d ago". */
    credentialsSetAt: instant('credentials_set_at'),
    /** When the first of token and client certificate expires, as they say themselves; null = unknown. */
    credentialsExpireAt: instant('credentials_expire_at'),

    syncEnabled: boolean('sync_enabled').notNull().default(true),
    /** Seconds; 0 = manual only, else 60 to 86400. */
    syncInterval: integer('sync_interval').notNull().default(300),
    /** When automatic runs may start; empty = always. */
    syncWindows: jsonb('sync_windows').$type<SyncWindow[]>().notNull().default([]),
    gitRepositoryId: integer('git_repository_id').references(() => repositories.id, { onDelete: 'restrict' }),
    gitopsDirectory: text('gitops_directory').notNull().default('/'),
    conflictPolicy: word('conflict_policy', CONFLICT_POLICIES).notNull().default('force'),
    failurePolicy: word('failure_policy', FAILURE_POLICIES).notNull().default('rollback'),
    prune: boolean('prune').notNull().default(true),
    writeScope: word('write_scope', WRITE_SCOPES).notNull().default('all'),
    /** A change that the cluster refuses on an object that is there may be made by deleting it and creating it anew. */
    allowReplace: boolean('allow_replace').notNull().default(false),
    watchEnabled: boolean('watch_enabled').notNull().default(true),
    selfHeal: boolean('self_heal').notNull().default(false),

    /** What last_sync and the errors belong to (server, namespace, repository, directory); empty before the first server. */
    statusTarget: text('status_target').notNull().default(''),

    // Inputs of the sync state; written through server/state/change.ts only.
    activeRunId: bigint('active_run_id', { mode: 'number' }),
    /** End of the last successful, verified run against the present target. */
    lastSync: instant('last_sync'),
    /** Since when the fabric could have had its first verified run and has not; null = it has, or it cannot. */
    waitingSince: instant('waiting_since'),
    connectionError: text('connection_error'),
    syncError: text('sync_error'),
    /** Code behind whichever of the two texts is set. */
    errorCode: text('error_code'),
    errorAdvice: text('error_advice'),
    /** The run that failed with it; null = no run did (a health check). No reference: the error outlives its run's row. */
    errorRunId: bigint('error_run_id', { mode: 'number' }),
    /** The standing connection_error was found by the health check, which alone may clear it. */
    errorByHealthCheck: boolean('error_by_health_check').notNull().default(false),
    healthCheckedAt: instant('health_checked_at'),

    // Schedule, retry series and circuit breaker.
    /** End of the last attempt of any outcome. */
    lastAttemptAt: instant('last_attempt_at'),
    /** Retries already made in the present series. */
    retryAttempt: integer('retry_attempt').notNull().default(0),
    retryAt: instant('retry_at'),
    /** Automatic runs stopped by a code without retry, until a person, a changed input, or a health check that passes what failed. */
    scheduleStopped: boolean('schedule_stopped').notNull().default(false),
    breakerFailures: integer('breaker_failures').notNull().default(0),
    breakerOpenUntil: instant('breaker_open_until'),
    /** When the scheduler has something to do for this fabric; null = nothing by itself. */
    wakeAt: instant('wake_at'),

    // What the last runs found.
    lastRunId: bigint('last_run_id', { mode: 'number' }),
    /** The run whose result message somebody dismissed. */
    dismissedRunId: bigint('dismissed_run_id', { mode: 'number' }),
    /** Commit whose content was last verified in the cluster. */
    syncedCommit: text('synced_commit'),
    /** Commit that the last attempt read, or failed to; another head is a new input. */
    attemptedCommit: text('attempted_commit'),
    /** What the directory held in that commit (git/directory-tree.ts; "" = it was not there); null = not known. */
    attemptedTree: text('attempted_tree'),
    /** What a push put into the directory and no run has begun to read yet; null = nothing waits. */
    pushedTree: text('pushed_tree'),
    /** Raised by each change of the inventory; the difference is what waits for a sync. */
    inventoryVersion: integer('inventory_version').notNull().default(0),
    /** The inventory that was last verified in the cluster. */
    syncedInventoryVersion: integer('synced_inventory_version').notNull().default(0),
    /** What the desired state of the resource rows was taken from; the same again need not be stored again. */
    desiredFrom: text('desired_from'),
    kubernetesVersion: text('kubernetes_version'),
    countsByKind: jsonb('counts_by_kind').$type<Record<string, number>>().notNull().default({}),
    driftCount: integer('drift_count').notNull().default(0),

    /** Raised by every write; the ETag of the API. */
    version: integer('version').notNull().default(1),
    createdAt: instant('created_at').notNull().defaultNow(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (table) => [
    oneOf('fabrics_conflict_policy_check', table.conflictPolicy, CONFLICT_POLICIES),
    oneOf('fabrics_failure_policy_check', table.failurePolicy, FAILURE_POLICIES),
    oneOf('fabrics_write_scope_check', table.writeScope, WRITE_SCOPES),
    check(
      'fabrics_sync_interval_check',
      sql`${table.syncInterval} = 0 or ${table.syncInterval} between 60 and 86400`,
    ),
    index('fabrics_wake_at_index')
      .on(table.wakeAt)
      .where(sql`${table.wakeAt} is not null`),
    index('fabrics_repository_index').on(table.gitRepositoryId),
  ],
);

export type FabricRow = typeof fabrics.$inferSelect;
export type FabricInsert = typeof fabrics.$inferInsert;
