import type { JsonObject } from '#server/domain/resource.ts';
import type { KindName } from './kinds.ts';

/** Entries and structs that may stand with nothing in them, and a member of theirs that says nothing there. */
interface EmptyEntry {
  /** `*` stands for any key of a map. */
  readonly path: readonly string[];
  /** Blank for Hedgehog's Go structs, or the default that stands anyway. */
  readonly member: JsonObject;
}

const EMPTY_ENTRIES: Partial<Record<KindName, readonly EmptyEntry[]>> = {
  VPC: [
    { path: ['subnets', '*', 'dhcp', 'static', '*'], member: { ip: '' } },
    { path: ['subnets', '*', 'hostBGPExtraPrefixes', '*'], member: { minPrefixLen: 0 } },
    { path: ['subnets', '*'], member: { subnet: '' } },
  ],
  Switch: [{ path: ['linkFlapErrDisable'], member: { flapThreshold: 3 } }],
  Gateway: [
    { path: ['interfaces', '*'], member: { mtu: 0 } },
    { path: ['logs', 'rateLimit'], member: { burst: 0 } },
  ],
  GatewayPeering: [
    { path: ['peering', '*'], member: { expose: [] } },
    { path: ['acl'], member: { default: '' } },
  ],
};

/** Of a kind; the other kinds have none outside of lists, which are written whole. */
export function emptyEntries(kind: string): readonly EmptyEntry[] {
  return (Object.hasOwn(EMPTY_ENTRIES, kind) ? EMPTY_ENTRIES[kind as KindName] : undefined) ?? [];
}
