import { BlockList, isIP } from 'node:net';
import { embeddedIpv4 } from '#server/outbound/embedded-ipv4.ts';

/** Never dialled unless allowed by name: link-local, cloud metadata, "this host" and multicast addresses. Loopback is not among them. */
const DENIED_BY_DEFAULT = [
  '169.254.0.0/16',
  'fe80::/10',
  'fd00:ec2::254/128',
  'fd20:ce::254/128',
  '100.100.100.200/32',
  '168.63.129.16/32',
  '192.0.0.192/32',
  '0.0.0.0/8',
  '::/128',
  '224.0.0.0/4',
  '255.255.255.255/32',
  'ff00::/8',
  'metadata.google.internal',
  'metadata.goog',
] as const;

export interface OutboundPolicy {
  /** Whether the name may be looked up: `listed` = allowed by name, whatever it resolves to. */
  judgeName(hostname: string): 'listed' | 'unlisted' | 'denied';
  allowsAddress(address: string): boolean;
}

/**
 * Decides which hosts and addresses may be contacted. Entries are CIDRs, addresses, host names and `*.domain`; the allow
 * list wins over the deny list and the defaults.
 * @throws RangeError naming the entry that is none of these
 */
export function createPolicy(lists: {
  readonly deny: readonly string[];
  readonly allow: readonly string[];
}): OutboundPolicy {
  const allowed = readList(lists.allow);
  const denied = readList([...DENIED_BY_DEFAULT, ...lists.deny]);

  return {
    judgeName(hostname) {
      const name = normaliseName(hostname);
      if (allowed.names.some((pattern) => matchesName(pattern, name))) return 'listed';
      return denied.names.some((pattern) => matchesName(pattern, name)) ? 'denied' : 'unlisted';
    },
    allowsAddress(address) {
      return holds(allowed.addresses, address) || !holds(denied.addresses, address);
    },
  };
}

interface List {
  readonly names: readonly string[];
  readonly addresses: BlockList;
}

function readList(entries: readonly string[]): List {
  const names: string[] = [];
  const addresses = new BlockList();
  for (const entry of entries) {
    const [address = '', prefix, ...rest] = unbracket(entry).split('/');
    const version = isIP(address);
    if (version === 0) {
      if (!/^(\*\.)?[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?\.?$/i.test(entry)) {
        throw new RangeError(`"${entry}" is neither a CIDR, an address nor a host name`);
      }
      names.push(normaliseName(entry));
      continue;
    }
    const family = version === 4 ? 'ipv4' : 'ipv6';
    const bits = prefix === undefined ? (version === 4 ? 32 : 128) : Number(prefix);
    if (
      rest.length > 0 ||
      prefix === '' ||
      !Number.isInteger(bits) ||
      bits < 0 ||
      bits > (version === 4 ? 32 : 128)
    ) {
      throw new RangeError(`"${entry}" is not a CIDR`);
    }
    addresses.addSubnet(address, bits, family);
  }
  return { names, addresses };
}

/** An IPv6 address that carries an IPv4 one is looked up as both: it may reach the host that either names. */
function holds(list: BlockList, text: string): boolean {
  const address = unbracket(text).split('%')[0] ?? '';
  const version = isIP(address);
  if (version === 0) return false;
  if (version === 4) return list.check(address, 'ipv4');
  const inner = embeddedIpv4(address);
  return list.check(address, 'ipv6') || (inner !== null && list.check(inner, 'ipv4'));
}

const unbracket = (text: string): string => text.replace(/^\[(.*)\](\/\d+)?$/, '$1$2');
const normaliseName = (name: string): string => name.toLowerCase().replace(/\.$/, '');

function matchesName(pattern: string, name: string): boolean {
  return pattern.startsWith('*.') ? name.endsWith(pattern.slice(1)) : name === pattern;
}
