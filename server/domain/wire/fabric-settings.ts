import { z } from 'zod';
import { canonicalDirectory } from '#server/domain/configuration-change.ts';
import { IN_CLUSTER } from '#server/domain/in-cluster.ts';
import { syncWindow } from '#server/domain/window/sync-window.ts';
import { everOpens } from '#server/domain/window/window.ts';
import { line, lines, nameLine } from '#server/domain/wire/text.ts';
import { CONFLICT_POLICIES, FAILURE_POLICIES, WRITE_SCOPES } from '#server/domain/words.ts';

/** The settings of a fabric, each with what it may be. Which are needed, and what stands where none is given: fabric.ts. */

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

export const settings = {
  name: nameLine(100).describe('Name, unique among fabrics'),
  description: lines(500).trim().describe('What people should know about the fabric'),
  kubernetes_server: z
    .string()
    .trim()
    .max(2_000)
    .nullable()
    .transform((text) => text ?? '')
    .refine(isServerUrl, 'Enter a URL such as https://fabric.example:6443, without credentials in it')
    .describe('URL of the Kubernetes API server; empty = not configured'),
  kubernetes_namespace: z
    .string()
    .trim()
    .regex(NAMESPACE_PATTERN, 'Enter a namespace: lower case letters, digits and "-"')
    .describe('Namespace of objects that name none themselves'),
  kubernetes_token: z
    .string()
    .trim()
    .max(65_536)
    .regex(TOKEN_PATTERN, 'Paste the token alone, without spaces or line breaks')
    .describe('Token of a service account. Write only: absent = unchanged, empty = removed'),
  kubernetes_client_cert: lines(65_536)
    .trim()
    .refine(isCaBundle, 'Paste a certificate in PEM form; its key has a field of its own')
    .describe(
      'Client certificate (PEM) with its key instead of a token; may be read by whoever views the fabric',
    ),
  kubernetes_client_key: lines(65_536)
    .trim()
    .refine(isPrivateKey, 'Paste an unencrypted private key in PEM form, alone')
    .describe('Private key (PEM) of the client certificate. Write only: absent = unchanged, empty = removed'),
  kubernetes_ca_cert: lines(65_536)
    .trim()
    .refine(isCaBundle, 'Paste a certificate in PEM form, without a private key')
    .describe('Certificates (PEM) that the API server is trusted by; empty = those of this machine'),
  kubernetes_tls_verify: z.boolean().describe('Whether the certificate of the API server is verified'),
  kubernetes_proxy_url: z
    .string()
    .trim()
    .max(2_000)
    .refine(
      isProxyUrl,
      'Enter the URL of a proxy such as http://proxy.example:3128, without credentials in it',
    )
    .describe('URL of the HTTP proxy through which the cluster is reached; empty = directly'),
  sync_enabled: z.boolean().describe('Whether runs are made, by schedule and by hand'),
  sync_interval: syncInterval.describe(
    'Seconds from the end of one automatic run to the next: 60 to 86400; 0 = manual only',
  ),
  sync_windows: syncWindows.describe('Times of the week in which automatic runs may start; none = always'),
  git_repository: z
    .number()
    .int()
    .positive()
    .nullable()
    .describe('Id of the repository that holds the desired state; null = the inventory does'),
  gitops_directory: directory.describe('Directory of the repository with the desired state; / = its root'),
  conflict_policy: z
    .enum(CONFLICT_POLICIES)
    .describe(
      'Fields that another manager owns: force = the desired value wins, respect = the object is reported and left alone',
    ),
  failure_policy: z
    .enum(FAILURE_POLICIES)
    .describe('After a failure: rollback = what the run changed is put back, keep = it stays'),
  prune: z
    .boolean()
    .describe(
      'Whether owned objects that are no longer desired are deleted; false = they are shown as extra',
    ),
  write_scope: z
    .enum(WRITE_SCOPES)
    .describe('Kinds that are written: all, or tenant = VPCs, attachments, peerings and externals only'),
  allow_replace: z
    .boolean()
    .describe(
      'Whether a change that the cluster refuses on an existing object may be made by deleting and creating it',
    ),
  watch_enabled: z.boolean().describe('Kept for the live watch, which this version does not have yet'),
  self_heal: z.boolean().describe('Kept for the live watch, which this version does not have yet'),
};
