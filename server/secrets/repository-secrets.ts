import type { RepositoryRow } from '#db/schema/index.ts';
import type { Sealer } from '#server/secrets/seal.ts';

/** Binds a sealed secret to its place; see Sealer. */
const repositoryTokenPlace = (id: number): string => `repositories/${id}/token`;
const repositorySshKeyPlace = (id: number): string => `repositories/${id}/ssh_private_key`;

interface GivenSecrets {
  readonly token?: string | undefined;
  readonly ssh_private_key?: string | undefined;
}

/** Columns for the secrets of a request: absent = left alone, "" = removed. */
export function sealedSecrets(
  sealer: Sealer,
  id: number,
  given: GivenSecrets,
): Partial<Pick<RepositoryRow, 'tokenSealed' | 'sshPrivateKeySealed'>> {
  const seal = (text: string, place: string): string | null =>
    text === '' ? null : sealer.seal(text, place);
  return {
    ...(given.token === undefined ? {} : { tokenSealed: seal(given.token, repositoryTokenPlace(id)) }),
    ...(given.ssh_private_key === undefined
      ? {}
      : { sshPrivateKeySealed: seal(given.ssh_private_key, repositorySshKeyPlace(id)) }),
  };
}

/** The secrets in the clear, for the Git program alone. @throws AppError CONFIG_INVALID when the key does not fit */
export function openSecrets(
  sealer: Sealer,
  row: Pick<RepositoryRow, 'id' | 'tokenSealed' | 'sshPrivateKeySealed'>,
): { readonly token: string | null; readonly sshPrivateKey: string | null } {
  const open = (sealed: string | null, place: string): string | null =>
    sealed === null ? null : sealer.open(sealed, place);
  return {
    token: open(row.tokenSealed, repositoryTokenPlace(row.id)),
    sshPrivateKey: open(row.sshPrivateKeySealed, repositorySshKeyPlace(row.id)),
  };
}
