import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { AppError, isAppError } from '#server/domain/app-error.ts';
import type { GitAuthType } from '#server/domain/words.ts';
import type { Outbound } from '#server/outbound/outbound.ts';
import { gitEnvironment, type GitSetting } from './git-environment.ts';
import { parseRepositoryUrl, shownUrl, type RepositoryUrl } from './repository-url.ts';

/** A repository with its credentials opened. */
export interface RepositoryAccess {
  readonly id: number;
  readonly url: string;
  readonly branch: string;
  readonly authType: GitAuthType;
  readonly username: string;
  /** Token, or the password of `basic`. */
  readonly token: string | null;
  readonly sshPrivateKey: string | null;
}

export interface GitOptions {
  readonly dataDir: string;
  readonly outbound: Outbound;
  /** Whether file:// repositories may be used. */
  readonly allowFile: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** GitHub's name for "the password is a token"; GitLab, Gitea and Bitbucket take any. */
const TOKEN_USER = 'x-access-token';
const CONNECT_TIMEOUT_SECONDS = 15;

/** What a git process needs to talk to one repository. */
export interface GitAccess {
  readonly remote: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Folder of everything that git leaves behind. */
export function gitFolder(dataDir: string): string {
  return join(dataDir, 'git');
}

function authorisation(repository: RepositoryAccess, origin: string): GitSetting[] {
  const { authType, token } = repository;
  if ((authType !== 'token' && authType !== 'basic') || token === null || token === '') return [];
  const user = repository.username === '' && authType === 'token' ? TOKEN_USER : repository.username;
  const credentials = Buffer.from(`${user}:${token}`).toString('base64');
  return [[`http.${origin}/.extraHeader`, `Authorization: Basic ${credentials}`]];
}

/** The addresses of a host that may be dialled. @throws AppError ADDRESS_REFUSED, GIT_UNREACHABLE */
async function addressesOf(
  host: string,
  repository: RepositoryAccess,
  outbound: Outbound,
): Promise<string[]> {
  try {
    return (await outbound.resolve(host)).map(({ address }) => address);
  } catch (error) {
    if (isAppError(error)) throw error;
    const details = { repository: shownUrl(repository.url), why: 'its host name cannot be resolved' };
    throw new AppError('GIT_UNREACHABLE', details, { cause: error });
  }
}

/** curl dials the addresses that were checked, whatever the name says a moment later. */
function pinned(url: { host: string; port: number }, addresses: readonly string[]): GitSetting[] {
  if (isIP(url.host) !== 0) return [];
  const list = addresses.map((address) => (isIP(address) === 6 ? `[${address}]` : address)).join(',');
  return [['http.curloptResolve', `${url.host}:${url.port}:${list}`]];
}

const shellQuoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** ssh without the machine's configuration: one key, no proxies, no questions, host keys remembered at first sight. */
function sshCommand(folder: string, host: string, address: string, keyFile: string | null): string {
  const options = [
    'BatchMode=yes',
    'StrictHostKeyChecking=accept-new',
    `UserKnownHostsFile=${shellQuoted(join(folder, 'known_hosts'))}`,
    'GlobalKnownHostsFile=/dev/null',
    `ConnectTimeout=${CONNECT_TIMEOUT_SECONDS}`,
    'ServerAliveInterval=10',
    'ForwardAgent=no',
    'IdentitiesOnly=yes',
    'IdentityAgent=none',
    'PermitLocalCommand=no',
    'UpdateHostKeys=no',
    `HostName=${address}`,
    `HostKeyAlias=${host}`,
  ];
  const key = keyFile === null ? '-o IdentityFile=/dev/null' : `-i ${shellQuoted(keyFile)}`;
  return `ssh -F /dev/null ${key} ${options.map((option) => `-o ${option}`).join(' ')}`;
}

async function writeKey(folder: string, key: string): Promise<string> {
  const keys = join(folder, 'keys');
  await mkdir(keys, { recursive: true, mode: 0o700 });
  const file = join(keys, randomUUID());
  // ssh wants the last line ended, and no carriage returns.
  await writeFile(file, `${key.replaceAll('\r\n', '\n').trimEnd()}\n`, { mode: 0o600, flag: 'wx' });
  return file;
}

async function sshAccess<T>(
  url: RepositoryUrl & { scheme: 'ssh' },
  repository: RepositoryAccess,
  options: GitOptions,
  act: (access: GitAccess) => Promise<T>,
): Promise<T> {
  const folder = gitFolder(options.dataDir);
  const addresses = await addressesOf(url.host, repository, options.outbound);
  const address = addresses.find((each) => isIP(each) === 4) ?? addresses[0] ?? url.host;
  const key = repository.authType === 'ssh_key' ? repository.sshPrivateKey : null;
  const keyFile = key === null || key === '' ? null : await writeKey(folder, key);
  try {
    const env = {
      ...gitEnvironment(folder, ['ssh']),
      GIT_SSH_COMMAND: sshCommand(folder, url.host, address, keyFile),
      GIT_SSH_VARIANT: 'ssh',
    };
    return await act({ remote: url.remote, env });
  } finally {
    if (keyFile !== null) await rm(keyFile, { force: true });
  }
}

/**
 * Prepares what git needs for one repository, calls `act` and clears away what it wrote (the ssh key).
 * Credentials stand in the environment or in a file of mode 0600, never in arguments or addresses.
 * @throws AppError ADDRESS_REFUSED, GIT_UNREACHABLE (name not resolved), and what `act` throws
 */
export async function withAccess<T>(
  repository: RepositoryAccess,
  options: GitOptions,
  act: (access: GitAccess) => Promise<T>,
): Promise<T> {
  const folder = gitFolder(options.dataDir);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  options.outbound.checkUrl(repository.url);
  const url = parseRepositoryUrl(repository.url, options.allowFile);
  if (url.scheme === 'file') return await act({ remote: url.remote, env: gitEnvironment(folder, ['file']) });
  if (url.scheme === 'ssh') return await sshAccess(url, repository, options, act);
  const addresses = await addressesOf(url.host, repository, options.outbound);
  const settings = [...pinned(url, addresses), ...authorisation(repository, url.origin)];
  return await act({ remote: url.remote, env: gitEnvironment(folder, [url.scheme], settings) });
}
