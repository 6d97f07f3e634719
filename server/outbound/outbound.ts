import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { AppError } from '#server/domain/app-error.ts';
import { createPolicy, type OutboundPolicy } from '#server/outbound/policy.ts';

/** `git@host:group/project.git` */
const SCP_PATTERN = /^(?:[^@/\s]+@)?(\[[0-9a-f:.]+\]|[^:/\s]+):(?!\/\/)/i;

/** Which addresses may be contacted; both throw AppError ADDRESS_REFUSED. */
export interface Outbound {
  /** Checks a URL as written (scheme, literal addresses, host names). */
  checkUrl(url: string): void;
  /** Resolves like dns.lookup with all addresses and refuses denied ones: the address dialled is the one checked. */
  resolve(hostname: string): Promise<readonly { readonly address: string; readonly family: 4 | 6 }[]>;
}

interface ResolvedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/**
 * The gate that every address set by a user passes, when it is saved (checkUrl) and again when it is dialled (resolve).
 * Errors: CONFIG_INVALID for an entry of the lists that cannot be read.
 */
export function createOutbound(
  lists: { readonly deny: readonly string[]; readonly allow: readonly string[] },
  lookupAll: (hostname: string) => Promise<readonly { address: string; family: number }[]> = (hostname) =>
    lookup(hostname, { all: true, order: 'verbatim' }),
): Outbound {
  const policy = readPolicy(lists);
  const refuse = (address: string): never => {
    throw new AppError('ADDRESS_REFUSED', { address });
  };

  return {
    checkUrl(url) {
      const host = hostOf(url);
      if (host === null) return;
      if (isIP(host) !== 0 ? !policy.allowsAddress(host) : policy.judgeName(host) === 'denied') refuse(host);
    },

    async resolve(hostname) {
      const host = hostname.replace(/^\[(.*)\]$/, '$1');
      if (isIP(host) !== 0) {
        return policy.allowsAddress(host) ? [asResolved(host)] : refuse(host);
      }
      const judged = policy.judgeName(host);
      if (judged === 'denied') return refuse(host);
      const found = await lookupAll(host);
      const open = found.filter(({ address }) => judged === 'listed' || policy.allowsAddress(address));
      if (open.length === 0) return refuse(found[0] === undefined ? host : `${host} (${found[0].address})`);
      return open.map(({ address }) => asResolved(address));
    },
  };
}

function readPolicy(lists: Parameters<typeof createPolicy>[0]): OutboundPolicy {
  try {
    return createPolicy(lists);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const why = `FABRIC_SYNC_OUTBOUND_DENY or FABRIC_SYNC_OUTBOUND_ALLOW: ${error.message}`;
    throw new AppError('CONFIG_INVALID', { why }, { cause: error });
  }
}

const asResolved = (address: string): ResolvedAddress => ({ address, family: isIP(address) === 6 ? 6 : 4 });

/** Host of a URL or of the scp-like form of ssh, addresses in their usual form ("2130706433" is 127.0.0.1); null = names no host. */
function hostOf(url: string): string | null {
  const parsed = URL.parse(url);
  const written = parsed?.hostname ?? '';
  if (parsed !== null && written === '' && (parsed.protocol === 'file:' || !SCP_PATTERN.test(url)))
    return null;
  const host = written === '' ? SCP_PATTERN.exec(url)?.[1] : written;
  if (host === undefined) return null;
  // Only http URLs have their hosts normalised by the parser; ssh ones are read again as such.
  const normal = URL.parse(`http://${host}/`)?.hostname ?? host;
  return normal.replace(/^\[(.*)\]$/, '$1');
}
