import { z } from 'zod';
import { SYNC_STATES } from '#server/domain/sync-state.ts';
import { settings } from '#server/domain/wire/fabric-settings.ts';

/** Fabrics on the wire: the same schemas check the form, the request, the response and make the OpenAPI document. */

/** POST: what a person sets. Every field has its default here and nowhere else. */
export const fabricInput = z.strictObject({
  name: settings.name,
  description: settings.description.default(''),
  kubernetes_server: settings.kubernetes_server.default(''),
  kubernetes_namespace: settings.kubernetes_namespace.default('default'),
  kubernetes_token: settings.kubernetes_token.optional(),
  kubernetes_client_cert: settings.kubernetes_client_cert.default(''),
  kubernetes_client_key: settings.kubernetes_client_key.optional(),
  kubernetes_ca_cert: settings.kubernetes_ca_cert.default(''),
  kubernetes_tls_verify: settings.kubernetes_tls_verify.default(true),
  kubernetes_proxy_url: settings.kubernetes_proxy_url.default(''),
  sync_enabled: settings.sync_enabled.default(true),
  sync_interval: settings.sync_interval.default(300),
  sync_windows: settings.sync_windows.default([]),
  git_repository: settings.git_repository.default(null),
  gitops_directory: settings.gitops_directory.default('/'),
  conflict_policy: settings.conflict_policy.default('force'),
  failure_policy: settings.failure_policy.default('rollback'),
  prune: settings.prune.default(true),
  write_scope: settings.write_scope.default('all'),
  allow_replace: settings.allow_replace.default(false),
  watch_enabled: settings.watch_enabled.default(true),
  self_heal: settings.self_heal.default(false),
});
export type FabricInput = z.infer<typeof fabricInput>;

/** PATCH: any subset, no defaults filled in. */
export const fabricPatch = z.strictObject(settings).partial();
export type FabricPatch = z.infer<typeof fabricPatch>;

const instant = z.iso.datetime();

const syncProgress = z.object({
  percentage: z.int().min(0).max(100).describe('How far the run is, in percent'),
  message: z.string().describe('What it is doing'),
  estimated_completion: instant.nullable().describe('When it is expected to end; null until a rate is known'),
});

/** GET fabrics/{id}/sync/status */
export const syncStatus = z.object({
  fabric_id: z.int().describe('Id of the fabric'),
  calculated_sync_status: z.enum(SYNC_STATES).describe('State, calculated at this moment'),
  sync_status_display: z.string().describe('State as people read it'),
  badge_class: z.string().describe('CSS classes of the badge'),
  last_sync: instant
    .nullable()
    .describe('End of the last run that verified the whole fabric; null = none yet'),
  next_sync: instant.nullable().describe('When the next automatic run is due; null = none comes by itself'),
  sync_interval: z.int().describe('Seconds between automatic runs; 0 = manual only'),
  connection_error: z
    .string()
    .nullable()
    .describe('Why the cluster cannot be reached; null = no such error stands'),
  sync_error: z.string().nullable().describe('Why the last run failed; null = no such error stands'),
  progress: syncProgress.nullable().describe('Of the run under way; null = there is none'),
  why: z.string().describe('Sentence that says why the fabric is in this state'),
  action_button: z.string().describe('What the button beside the state does'),
  message: z.string().describe('What the state means, with its times'),
});
export type SyncStatus = z.infer<typeof syncStatus>;

/** Why a fabric is in `error`, for the expandable section. */
const errorSection = z.object({
  code: z.string().describe('Code of the error'),
  message: z.string().describe('What happened'),
  advice: z.string().describe('What to do about it'),
  retry_at: instant.nullable().describe('Next automatic attempt; null = none comes by itself'),
  retry_available: z.boolean().describe('Whether errors of this code are tried again by themselves'),
  error_id: z
    .string()
    .nullable()
    .describe('Task id of the run that failed, to quote in a report; null = no run found it'),
});

/** Result of the last ended run, shown until the next run or a dismissal. */
const lastResult = z.object({
  task_id: z.string().describe('Task id of the run'),
  successful: z.boolean().describe('Whether it completed'),
  message: z.string().describe('What it did, or why it failed'),
  finished_at: instant.describe('When it ended'),
});

export const fabric = z.object({
  id: z.int().describe('Id of the fabric'),
  ...fabricInput.omit({ kubernetes_token: true, kubernetes_client_key: true }).shape,
  kubernetes_server: z.string().describe('URL of the Kubernetes API server; empty = not configured'),
  kubernetes_token_set: z.boolean().describe('Whether a token is stored; the token itself is never sent'),
  kubernetes_client_key_set: z
    .boolean()
    .describe('Whether a client key is stored; the key itself is never sent'),
  credentials_set_at: instant
    .nullable()
    .describe('When the credentials were last set; null = there are none'),
  git_repository_name: z
    .string()
    .nullable()
    .describe('Name of the repository; null = the inventory is the source'),
  calculated_sync_status: z.enum(SYNC_STATES).describe('State, calculated at this moment'),
  sync_status: z.enum(SYNC_STATES).describe('The same as calculated_sync_status'),
  sync_status_display: z.string().describe('State as people read it'),
  badge_class: z.string().describe('CSS classes of the badge'),
  action_button: z.string().describe('What the button beside the state does'),
  message: z.string().describe('What the state means, with its times'),
  why: z.string().describe('Sentence that says why the fabric is in this state'),
  overdue_seconds: z.int().describe('Seconds past the interval; 0 = not overdue'),
  last_sync: instant
    .nullable()
    .describe('End of the last run that verified the whole fabric; null = none yet'),
  next_sync: instant.nullable().describe('When the next automatic run is due; null = none comes by itself'),
  sync_blocked: z
    .object({
      until: instant.nullable().describe('When they open again; null = not known'),
      text: z.string().describe('The same as a sentence'),
    })
    .nullable()
    .describe(
      'The sync windows are closed: automatic runs wait, Sync Now asks for a reason; null = they are open',
    ),
  connection_error: z
    .string()
    .nullable()
    .describe('Why the cluster cannot be reached; null = no such error stands'),
  sync_error: z.string().nullable().describe('Why the last run failed; null = no such error stands'),
  error_message: z
    .string()
    .nullable()
    .describe('The error that is shown, of the two above; null = none stands'),
  error: errorSection.nullable().describe('More about that error; null = none stands'),
  last_result: lastResult
    .nullable()
    .describe('Of the last run, until the next one or a dismissal; null = nothing to show'),
  active_task_id: z.string().nullable().describe('Task id of the run under way; null = there is none'),
  progress: syncProgress.nullable().describe('Of the run under way; null = there is none'),
  drift_count: z.int().describe('Objects that differ from what is desired'),
  health_score: z.int().min(0).max(100).describe('0 (worst) to 100'),
  cached_crd_count: z.int().describe('Objects of the fabric, as the last run read them'),
  cached_vpc_count: z.int().describe('VPCs among them'),
  counts_by_kind: z.record(z.string(), z.int()).describe('Objects of the fabric by kind'),
  synced_commit: z
    .string()
    .nullable()
    .describe('Commit that was last synced; null = none yet, or the inventory is the source'),
  kubernetes_version: z
    .string()
    .nullable()
    .describe('Version of the cluster when it was last asked; null = never reached'),
  version: z.int().describe('Raised by each change of the settings; for If-Match'),
  created_at: instant.describe('When it was created'),
  updated_at: instant.describe('When its settings were last changed'),
});
export type Fabric = z.infer<typeof fabric>;

/** GET fabrics/counts: states without fabrics are left out. */
export const fabricCounts = z.partialRecord(z.enum(SYNC_STATES), z.int());
