import { AppError, isAppError, type FieldError } from '#server/domain/app-error.ts';
import type { GitAuthType } from '#server/domain/words.ts';
import type { Context } from '#server/services/context.ts';

/** What a repository would be after the change, secrets only as "is there one". */
export interface IntendedRepository {
  readonly url: string;
  readonly authType: GitAuthType;
  readonly username: string;
  readonly hasToken: boolean;
  readonly hasSshKey: boolean;
}

/**
 * Refuses what could never work or must not be contacted.
 * @throws AppError REQUEST_INVALID or ADDRESS_REFUSED, with the fields
 */
export function checkRepository(
  ctx: Pick<Context, 'outbound' | 'allowFileRepositories'>,
  repository: IntendedRepository,
): void {
  const fields = [...urlErrors(ctx, repository), ...credentialErrors(repository)];
  if (fields.length > 0) throw new AppError('REQUEST_INVALID', {}, { fields });
  try {
    ctx.outbound.checkUrl(repository.url);
  } catch (error) {
    if (!isAppError(error)) throw error;
    throw new AppError(error.code, error.details, {
      cause: error,
      fields: [{ field: 'url', message: `${error.message}. ${error.advice}` }],
    });
  }
}

function urlErrors(ctx: Pick<Context, 'allowFileRepositories'>, { url }: IntendedRepository): FieldError[] {
  const parsed = URL.parse(url);
  if (parsed?.protocol !== 'file:') return [];
  if (!ctx.allowFileRepositories) {
    return [{ field: 'url', message: 'file:// repositories are off (FABRIC_SYNC_ALLOW_FILE_REPOSITORIES)' }];
  }
  return parsed.hostname === ''
    ? []
    : [{ field: 'url', message: 'A file:// URL names no host: file:///path' }];
}

function credentialErrors(repository: IntendedRepository): FieldError[] {
  const { authType, username, hasToken, hasSshKey } = repository;
  if (authType === 'token' && !hasToken) return [{ field: 'token', message: 'Enter the token' }];
  if (authType === 'ssh_key' && !hasSshKey) {
    return [{ field: 'ssh_private_key', message: 'Paste the private key' }];
  }
  if (authType !== 'basic') return [];
  return [
    ...(username === '' ? [{ field: 'username', message: 'Enter the user name' }] : []),
    ...(hasToken ? [] : [{ field: 'token', message: 'Enter the password' }]),
  ];
}

/** The host a URL names, in any of its forms; two URLs of one host may share credentials. */
export function hostOfRepository(url: string): string {
  const parsed = URL.parse(url);
  if (parsed !== null && parsed.protocol !== 'file:' && parsed.host !== '') return parsed.host.toLowerCase();
  const scp = /^[^@/\s]+@([^:/\s]+):/.exec(url)?.[1];
  return scp?.toLowerCase() ?? '';
}
