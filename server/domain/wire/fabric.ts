import { z } from 'zod';
import { canonicalDirectory } from '#server/domain/configuration-change.ts';
import { IN_CLUSTER } from '#server/domain/in-cluster.ts';
import { SYNC_STATES } from '#server/domain/sync-state.ts';
import { syncWindow } from '#server/domain/window/sync-window.ts';
import { everOpens } from '#server/domain/window/window.ts';
import { line, lines, nameLine } from '#server/domain/wire/text.ts';
import { CONFLICT_POLICIES, FAILURE_POLICIES, WRITE_SCOPES } from '#server/domain/words.ts';

/** Fabrics on the wire: the same schemas check the form, the request, the response and make the OpenAPI document. */

const SYNC_INTERVAL_MIN_SECONDS = 60;
const SYNC_INTERVAL_MAX_SECONDS = 86_400;

const SYNC_INTERVAL_RULE = `Enter 0 (manual only) or ${SYNC_INTERVAL_MIN_SECONDS} to ${SYNC_INTERVAL_MAX_SECONDS} seconds`;

/** Object names in Kubernetes: RFC 1123 label. */
const NAMESPACE_PATTERN = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Requests append their path to it, so it carries no query; credentials have fields of their own. */
function isServerUrl(text: string): boolean {
  if (text === '' || text === IN_CLUSTER) return true;
  const url = URL.parse(text);
  return (
    url !== null && /^https?:\/\/[^\s\p{Cc}?#]+$/iu.test(text) && url.username === '' && url.password === ''
  );
}

const syncInterval = z
  .number({ error: SYNC_INTERVAL_RULE })
  .int(SYNC_INTERVAL_RULE)
  .refine(
    (seconds) =>
      seconds === 0 || (seconds >= SYNC_INTERVAL_MIN_SECONDS && seconds <= SYNC_INTERVAL_MAX_SECONDS),
    SYNC_INTERVAL_RULE,
  );

const SYNC_WINDOWS_MAX = 20;

/** When automatic runs may start; none = always. */
const syncWindows = z
  .array(syncWindow)
  .max(SYNC_WINDOWS_MAX, `Enter at most ${SYNC_WINDOWS_MAX} windows`)
  .refine(
    everOpens,
    'With these windows no automatic run would ever start: leave some time of the week open',
  );

/** Repository-relative directory; "/" is the root. Never out of the tree, and nothing that git would read as an option. */
const directory = line(1_024).refine(
  (path) =>
    !path.split('/').includes('..') && !path.includes('\\') && !canonicalDirectory(path).startsWith('-'),
  'Enter a directory inside the repository, without ".."',
);

/** What an HTTP header carries as a credential: one word of visible ASCII. */
const TOKEN_PATTERN = /^[\x21-\x7e]*$/;

function isCaBundle(pem: string): boolean {
  return pem === '' || (pem.includes('-----BEGIN CERTIFICATE-----') && !pem.includes('PRIVATE KEY-----'));
}

function isPrivateKey(pem: string): boolean {
  return (
    pem === '' ||
    (/-----BEGIN ([A-Z]+ )?PRIVATE KEY-----/.test(pem) &&
      !pem.includes('ENCRYPTED') &&
      !pem.includes('CERTIFICATE-----'))
  );
}

/** Only a place: it is shown to everybody who may view the fabric. */
function isProxyUrl(text: string): boolean {
  const url = URL.parse(text);
  return (
    text === '' ||
    (url !== null &&
      /^https?:\/\/[^\s\p{Cc}/?#]+\/?$/iu.test(text) &&
      url.username === '' &&
      url.password === '')
  );
}

const settings = {
  name: nameLine(100),
  description: lines(500).trim(),
  kubernetes_server: z
    .string()
    .trim()
    .max(2_000)
    .nullable()
    .transform((text) => text ?? '')
    .refine(isServerUrl, 'Enter a URL such as https://fabric.example:6443, without credentials in it'),
  kubernetes_namespace: z
    .string()
    .trim()
    .regex(NAMESPACE_PATTERN, 'Enter a namespace: lower case letters, digits and "-"'),
  /** Write only. Absent = unchanged, "" = removed. */
  kubernetes_token: z
    .string()
    .trim()
    .max(65_536)
    .regex(TOKEN_PATTERN, 'Paste the token alone, without spaces or line breaks'),
  /** With its key instead of a token. Everybody who may view the fabric can read it. */
  kubernetes_client_cert: lines(65_536)
    .trim()
    .refine(isCaBundle, 'Paste a certificate in PEM form; its key has a field of its own'),
  /** Write only. Absent = unchanged, "" = removed. */
  kubernetes_client_key: lines(65_536)
    .trim()
    .refine(isPrivateKey, 'Paste an unencrypted private key in PEM form, alone'),
  /** Everybody who may view the fabric can read it. */
  kubernetes_ca_cert: lines(65_536)
    .trim()
    .refine(isCaBundle, 'Paste a certificate in PEM form, without a private key'),
  kubernetes_tls_verify: z.boolean(),
  /** HTTP proxy through which the cluster is reached; "" = directly. */
  kubernetes_proxy_url: z
    .string()
    .trim()
    .max(2_000)
    .refine(
      isProxyUrl,
      'Enter the URL of a proxy such as http://proxy.example:3128, without credentials in it',
    ),
  sync_enabled: z.boolean(),
  sync_interval: syncInterval,
  sync_windows: syncWindows,
  git_repository: z.number().int().positive().nullable(),
  gitops_directory: directory,
  conflict_policy: z.enum(CONFLICT_POLICIES),
  failure_policy: z.enum(FAILURE_POLICIES),
  prune: z.boolean(),
  write_scope: z.enum(WRITE_SCOPES),
  /** Whether a change that the cluster refuses on an existing object may be made by deleting and creating it. */
  allow_replace: z.boolean(),
  watch_enabled: z.boolean(),
  self_heal: z.boolean(),
};

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
  percentage: z.int().min(0).max(100),
  message: z.string(),
  estimated_completion: instant.nullable(),
});

/** GET fabrics/{id}/sync/status */
export const syncStatus = z.object({
  fabric_id: z.int(),
  calculated_sync_status: z.enum(SYNC_STATES),
  sync_status_display: z.string(),
  badge_class: z.string(),
  last_sync: instant.nullable(),
  next_sync: instant.nullable(),
  sync_interval: z.int(),
  connection_error: z.string().nullable(),
  sync_error: z.string().nullable(),
  progress: syncProgress.nullable(),
  /** Added to the documented fields: the sentence that says why, and what the buttons do. */
  why: z.string(),
  action_button: z.string(),
  message: z.string(),
});
export type SyncStatus = z.infer<typeof syncStatus>;

/** Why a fabric is in `error`, for the expandable section. */
const errorSection = z.object({
  code: z.string(),
  message: z.string(),
  advice: z.string(),
  /** Next automatic attempt, or null when none will come by itself. */
  retry_at: instant.nullable(),
  /** Whether an automatic retry exists for this code. */
  retry_available: z.boolean(),
  /** The run that failed, to quote in a report. */
  error_id: z.string().nullable(),
});

/** Result of the last ended run, shown until the next run or a dismissal. */
const lastResult = z.object({
  task_id: z.string(),
  successful: z.boolean(),
  message: z.string(),
  finished_at: instant,
});

export const fabric = z.object({
  id: z.int(),
  ...fabricInput.omit({ kubernetes_token: true, kubernetes_client_key: true }).shape,
  kubernetes_server: z.string(),
  /** Whether a token is stored; the token itself is never sent. */
  kubernetes_token_set: z.boolean(),
  /** Whether a key is stored; the key itself is never sent. */
  kubernetes_client_key_set: z.boolean(),
  credentials_set_at: instant.nullable(),
  git_repository_name: z.string().nullable(),
  calculated_sync_status: z.enum(SYNC_STATES),
  /** Read-only twin of calculated_sync_status. */
  sync_status: z.enum(SYNC_STATES),
  sync_status_display: z.string(),
  badge_class: z.string(),
  action_button: z.string(),
  message: z.string(),
  why: z.string(),
  /** Seconds past the interval; 0 when not overdue. */
  overdue_seconds: z.int(),
  last_sync: instant.nullable(),
  next_sync: instant.nullable(),
  /** The sync windows are closed: automatic runs wait, Sync Now asks for a reason; null = they are open. */
  sync_blocked: z.object({ until: instant.nullable(), text: z.string() }).nullable(),
  connection_error: z.string().nullable(),
  sync_error: z.string().nullable(),
  error_message: z.string().nullable(),
  error: errorSection.nullable(),
  last_result: lastResult.nullable(),
  active_task_id: z.string().nullable(),
  progress: syncProgress.nullable(),
  drift_count: z.int(),
  health_score: z.int().min(0).max(100),
  cached_crd_count: z.int(),
  cached_vpc_count: z.int(),
  counts_by_kind: z.record(z.string(), z.int()),
  synced_commit: z.string().nullable(),
  kubernetes_version: z.string().nullable(),
  version: z.int(),
  created_at: instant,
  updated_at: instant,
});
export type Fabric = z.infer<typeof fabric>;

/** GET fabrics/counts: states without fabrics are left out. */
export const fabricCounts = z.partialRecord(z.enum(SYNC_STATES), z.int());
