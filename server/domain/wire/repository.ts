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
  name: nameLine(100).describe('Name, unique among repositories'),
  url: z
    .string()
    .trim()
    .max(2_000)
    // An absolute path is a repository of this machine.
    .transform((text) => (text.startsWith('/') ? `file://${encodeURI(text)}` : text))
    .refine(isRepositoryUrl, 'Enter an https, ssh or file URL, without credentials in it')
    .describe(
      'Address that Git clones from: https, ssh, git@host:path; file where that is allowed. Without credentials',
    ),
  branch: z
    .string()
    .trim()
    .max(250)
    .regex(BRANCH_PATTERN, 'Enter a branch name')
    .describe('Branch that is followed')
    .default('main'),
  auth_type: z.enum(GIT_AUTH_TYPES).describe('How this product signs in to the Git host').default('none'),
  username: line(250)
    .describe('User name for auth_type basic, and for token where the host wants one')
    .default(''),
  token: line(65_536)
    .optional()
    .describe('Access token, or the password of basic. Write only: absent = unchanged, empty = removed'),
  ssh_private_key: lines(65_536)
    .optional()
    .describe(
      'Private key for auth_type ssh_key, unencrypted. Write only: absent = unchanged, empty = removed',
    ),
});
export type RepositoryInput = z.infer<typeof repositoryInput>;

export const repositoryPatch = z.strictObject({
  name: repositoryInput.shape.name.optional(),
  url: repositoryInput.shape.url.optional(),
  branch: repositoryInput.shape.branch.unwrap().optional(),
  auth_type: repositoryInput.shape.auth_type.unwrap().optional(),
  username: repositoryInput.shape.username.unwrap().optional(),
  token: repositoryInput.shape.token,
  ssh_private_key: repositoryInput.shape.ssh_private_key,
});
export type RepositoryPatch = z.infer<typeof repositoryPatch>;

export const repository = z.object({
  id: z.int().describe('Id of the repository'),
  name: z.string().describe('Name, unique among repositories'),
  url: z.string().describe('Address that Git clones from, without credentials'),
  branch: z.string().describe('Branch that is followed'),
  auth_type: z.enum(GIT_AUTH_TYPES).describe('How this product signs in to the Git host'),
  username: z.string().describe('User name with which it signs in; empty = none'),
  token_set: z.boolean().describe('Whether a token is stored; the token itself is never sent'),
  ssh_private_key_set: z.boolean().describe('Whether a private key is stored; the key itself is never sent'),
  connection_status: z.enum(CONNECTION_STATUSES).describe('What the last look at the repository found'),
  connection_error: z
    .string()
    .nullable()
    .describe('Why it could not be read; null = it could, or nobody has looked'),
  head_commit: z
    .string()
    .nullable()
    .describe('Commit of the branch when it was last looked at; null = not yet'),
  checked_at: z.iso.datetime().nullable().describe('When it was last looked at; null = not yet'),
  webhook_enabled: z
    .boolean()
    .describe('Whether the Git host may tell of pushes; the secret itself is shown once, when it is made'),
  webhook_last_received_at: z.iso
    .datetime()
    .nullable()
    .describe('Last push event with the right signature; null = none with the present secret'),
  webhook_last_result: z.string().nullable().describe('What came of that event; null = none yet'),
  fabric_count: z.int().describe('Fabrics that use it, of those that you may view'),
  version: z.int().describe('Raised by each change; for If-Match'),
  created_at: z.iso.datetime().describe('When it was added'),
  updated_at: z.iso.datetime().describe('When it was last changed'),
});
export type Repository = z.infer<typeof repository>;

/** Answer of a connection test, of a repository as of a fabric's cluster. */
export const connectionTest = z.object({
  successful: z.boolean().describe('Whether it could be reached and read'),
  message: z.string().describe('What was found'),
  code: z.string().nullable().describe('Code of the error; null = none'),
  advice: z.string().nullable().describe('What to do about it; null = nothing'),
  detail: z
    .string()
    .nullable()
    .describe('Git: commit of the branch. Kubernetes: version of the server. null = not reached'),
  duration_ms: z.int().describe('How long the test took, in milliseconds'),
});
export type ConnectionTest = z.infer<typeof connectionTest>;
