import { z } from 'zod';
import { CONNECTION_STATUSES, GIT_AUTH_TYPES } from '#server/domain/words.ts';

const SCHEMES = new Set(['https:', 'http:', 'ssh:', 'file:']);
/** `git@host:group/project.git`, the short form of ssh. */
const SCP_PATTERN = /^[A-Za-z0-9._-]+@[A-Za-z0-9.-]+:(?!\/\/)[^\s-][^\s]*$/;

function isRepositoryUrl(text: string): boolean {
  if (SCP_PATTERN.test(text)) return true;
  const url = URL.parse(text);
  return url !== null && SCHEMES.has(url.protocol) && url.password === '' && !text.startsWith('-');
}

/** Git refuses these in branch names; a leading "-" would be read as an option. */
const BRANCH_PATTERN = /^(?![-/.])(?!.*(\.\.|\/\/|@\{|\\))[^\s~^:?*[\p{Cc}]+(?<![/.])$/u;

export const repositoryInput = z.strictObject({
  name: z.string().trim().min(1, 'Enter a name').max(100),
  url: z
    .string()
    .trim()
    .max(2_000)
    // An absolute path is a repository of this machine.
    .transform((text) => (text.startsWith('/') ? `file://${encodeURI(text)}` : text))
    .refine(isRepositoryUrl, 'Enter an https, ssh or file URL, without a password in it'),
  branch: z.string().trim().max(250).regex(BRANCH_PATTERN, 'Enter a branch name').default('main'),
  auth_type: z.enum(GIT_AUTH_TYPES).default('none'),
  username: z.string().trim().max(250).default(''),
  /** Write only. Absent = unchanged, "" = removed. Also the password of `basic`. */
  token: z.string().trim().max(65_536).optional(),
  ssh_private_key: z.string().max(65_536).optional(),
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
  fabric_count: z.int(),
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
