import { AppError } from '#server/domain/app-error.ts';

/** A repository's address in parts. `remote` is what git is given: it never holds a password. */
export type RepositoryUrl =
  | {
      readonly scheme: 'http' | 'https';
      readonly host: string;
      readonly port: number;
      readonly origin: string;
      readonly remote: string;
    }
  | { readonly scheme: 'ssh'; readonly host: string; readonly remote: string }
  | { readonly scheme: 'file'; readonly remote: string };

/** `git@host:group/project.git`; no part may begin with "-", which ssh would read as an option. */
const SCP_PATTERN = /^[A-Za-z0-9._][A-Za-z0-9._-]*@([A-Za-z0-9][A-Za-z0-9.-]*):(?!\/\/)[^\s:-]\S*$/;
const HOST_PATTERN = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_][A-Za-z0-9_.-]*)$/;
const USER_PATTERN = /^([A-Za-z0-9._][A-Za-z0-9._-]*)?$/;

/** The address for messages: without user, password and query. */
export function shownUrl(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null || SCP_PATTERN.test(url))
    return SCP_PATTERN.test(url) ? url : 'with an unreadable address';
  return `${parsed.protocol}//${parsed.host}${parsed.pathname}`;
}

const refused = (url: string): AppError => new AppError('ADDRESS_REFUSED', { address: shownUrl(url) });

/**
 * Reads a repository's address again where it is used: what the form let through years ago, or another writer of the
 * table, must not become an option or another protocol of git (`ext::`, `-oProxyCommand`).
 * @throws AppError ADDRESS_REFUSED
 */
export function parseRepositoryUrl(url: string, allowFile: boolean): RepositoryUrl {
  const scp = SCP_PATTERN.exec(url);
  if (scp?.[1] !== undefined) return { scheme: 'ssh', host: scp[1], remote: url };
  const parsed = URL.parse(url);
  if (parsed === null || /[\s\p{Cc}]/u.test(url) || !/^[a-z]+:\/\//i.test(url)) throw refused(url);
  const { protocol, hostname, password, username } = parsed;
  if (protocol === 'file:' && allowFile && hostname === '') return { scheme: 'file', remote: parsed.href };
  if (password !== '' || !HOST_PATTERN.test(hostname)) throw refused(url);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  if (protocol === 'ssh:' && USER_PATTERN.test(username)) return { scheme: 'ssh', host, remote: parsed.href };
  if ((protocol === 'https:' || protocol === 'http:') && username === '') {
    const scheme = protocol === 'https:' ? 'https' : 'http';
    const port = parsed.port === '' ? (scheme === 'https' ? 443 : 80) : Number(parsed.port);
    return { scheme, host, port, origin: parsed.origin, remote: parsed.href };
  }
  throw refused(url);
}
