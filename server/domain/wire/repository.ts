import { z } from 'zod';
import { line, lines, nameLine } from '#server/domain/wire/text.ts';
import { CONNECTION_STATUSES, GIT_AUTH_TYPES } from '#server/domain/words.ts';

const SCHEMES = new Set(['https:', 'http:', 'ssh:', 'file:']);
// What begins with "-" would be read as an option by git or ssh, so no part of an address may.
/** `git@host:group/project.git`, the short form of ssh. */
const SCP_PATTERN = /^[A-Za-z0-9._][A-Za-z0-9._-]*@[A-Za-z0-9][A-Za-z0-9.-]*:(?!\/\/)[^\s:-]\S*$/;
const SSH_USER_PATTERN = /^([A-Za-z0-9._][A-Za-z0-9._-]*)?$/;
const SSH_HOST_PATTERN = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_][A-Za-z0-9_.-]*)$/;

function isRepositoryUrl(text: string): boolean {
  if (/[\s\p{Cc}]/u.test(text)) return false;
  if (SCP_PATTERN.test(text)) return true;
  const url = URL.parse(text);
  if (url === null || !SCHEMES.has(url.protocol) || !/^[a-z]+:\/\//i.test(text) || url.password !== '')
    return false;
  // The user is part of an ssh address; in front of an http one it is often a whole access token.
  if (url.protocol !== 'ssh:') return url.username === '';
  return SSH_USER_PATTERN.test(url.username) && SSH_HOST_PATTERN.test(url.hostname);
}

/** What git itself takes as the name of a branch (git help check-ref-format). */
const BRANCH_PATTERN =
  // oxlint-disable-next-line no-control-regex
  /^(?!@$)(?![-/.])(?!.*(\.\.|\/[/.]|@\{|\\|\.lock(\/|$)))[^\s~^:?*[\u0000-\u001f\u007f-\u009f]+(?<![/.])$/;

export const repositoryInput = z.strictObject({
  name: nameLine(100),
  url: z
    .string()
    .trim()
    .max(2_000)
    // An absolute path is a repository of this machine.
    .transform((text) => (text.startsWith('/') ? `file://${encodeURI(text)}` : text))
    .refine(isRepositoryUrl, 'Enter an https, ssh or file URL, without credentials in it'),
  branch: z.string().trim().max(250).regex(BRANCH_PATTERN, 'Enter a branch name').default('main'),
  auth_type: z.enum(GIT_AUTH_TYPES).default('none'),
  username: line(250).default(''),
  /** Write only. Absent = unchanged, "" = removed. Also the password of `basic`. */
  token: line(65_536).optional(),
  ssh_private_key: lines(65_536).optional(),
});
export type RepositoryInput = z.infer<typeof repositoryInput>;

export const repositoryPatch = z.strictObject({
  name: repositoryInput.shape.name.optional(),
  url: repositoryInput.shape.url.optional(),
  branch: repositoryInput.shape.branch.unwrap().optional(),
  auth_type: z.enum(GIT_AUTH_TYPES).optional(),
  username: repositoryInput.shape.username.unwrap().optional(),
  token: repositoryInput.shape.token,
  ssh_private_key: repositoryInput.shape.ssh_private_key,
});
export type RepositoryPatch = z.infer<typeof repositoryPatch>;

export const repository = z.object({
  id: z.int(),
  name: z.string(),
  url: z.string(),
  branch: z.string(),
  auth_type: z.enum(GIT_AUTH_TYPES),
  username: z.string(),
  token_set: z.boolean(),
  ssh_private_key_set: z.boolean(),
  connection_status: z.enum(CONNECTION_STATUSES),
  connection_error: z.string().nullable(),
  head_commit: z.string().nullable(),
  checked_at: z.iso.datetime().nullable(),
  /** Whether the Git host may tell of pushes; the secret itself is shown once, when it is made. */
  webhook_enabled: z.boolean(),
  /** Last event with the right signature; null = none with the present secret. */
  webhook_last_received_at: z.iso.datetime().nullable(),
  /** What came of it. */
  webhook_last_result: z.string().nullable(),
  fabric_count: z.int(),
  version: z.int(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});
export type Repository = z.infer<typeof repository>;

/** Answer of a connection test, of a repository as of a fabric's cluster. */
export const connectionTest = z.object({
  successful: z.boolean(),
  message: z.string(),
  code: z.string().nullable(),
  advice: z.string().nullable(),
  /** Git: commit of the branch. Kubernetes: server version. */
  detail: z.string().nullable(),
  duration_ms: z.int(),
});
export type ConnectionTest = z.infer<typeof connectionTest>;
