/**
 * What Hedgehog's mutating webhooks make of an object, written anew from the vendor's documentation of them (githedgehog/fabric
 * 78827deb): a cluster with only the CRDs accepts objects and fills in nothing.
 */
type Entry = { [key: string]: unknown };
export type Defaulted = {
  kind?: string;
  spec?: Entry;
  metadata: { name: string; labels?: Record<string, string> };
};

const PREFIX = 'fabric.githedgehog.com/';
const GATEWAY_PREFIX = 'gateway.githedgehog.com/';

const entry = (value: unknown): Entry => (value ?? {}) as Entry;
const entries = (value: unknown): Entry[] =>
  (Array.isArray(value) ? value : Object.values(entry(value))) as Entry[];
const texts = (value: unknown): string[] => (value ?? []) as string[];
const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === '' ||
  value === 0 ||
  value === false ||
  (Array.isArray(value) && value.length === 0);
const orElse = (spec: Entry, key: string, value: unknown): void => {
  if (isEmpty(spec[key])) spec[key] = value;
};
const struct = (spec: Entry, ...keys: string[]): void => {
  for (const key of keys) spec[key] ??= {};
};
const sort = (spec: Entry, key: string, by: (value: never) => string | number = (value) => value): void => {
  if (Array.isArray(spec[key])) (spec[key] as never[]).sort((a, b) => (by(a) < by(b) ? -1 : 1));
};
const device = (port: unknown): string => String(port).split('/', 1)[0] ?? '';

/** "120s" as Go prints it. */
function goDuration(text: unknown): string {
  const seconds = [...String(text).matchAll(/(\d+)([hms])/g)].reduce(
    (sum, [, n, unit]) => sum + Number(n) * (unit === 'h' ? 3_600 : unit === 'm' ? 60 : 1),
    0,
  );
  const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60), seconds % 60];
  return `${h > 0 ? `${h}h` : ''}${h > 0 || m > 0 ? `${m}m` : ''}${s}s`;
}

/** The n-th address of 10.0.1.0/24; from the end where negative. */
function address(cidr: string, n: number): string {
  const [network = '', length = ''] = cidr.split('/');
  const first = network.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const value = n >= 0 ? first + n : first + 2 ** (32 - Number(length)) + n;
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

function dhcp(subnet: Entry): void {
  const own = entry(subnet['dhcp']);
  const options = own['options'] as Entry | undefined;
  if (own['enable'] !== true) {
    delete own['range'];
    delete own['options'];
    return;
  }
  struct(own, 'range');
  const cidr = String(subnet['subnet']);
  orElse(entry(own['range']), 'start', address(cidr, 2));
  orElse(entry(own['range']), 'end', address(cidr, -1));
  own['static'] = Object.fromEntries(
    Object.entries(entry(own['static'])).map(([mac, lease]) => [
      mac.toLowerCase().replaceAll('-', ':'),
      lease,
    ]),
  );
  if (options === undefined) return;
  if (Object.values(options).every((value) => isEmpty(value))) {
    delete own['options'];
    return;
  }
  for (const list of ['dnsServers', 'timeServers', 'advertisedRoutes']) options[list] ??= [];
  sort(options, 'dnsServers');
  sort(options, 'timeServers');
  sort(
    options,
    'advertisedRoutes',
    (route: Entry) => `${String(route['destination'])} ${String(route['gateway'])}`,
  );
  orElse(options, 'interfaceMTU', 9_036);
  orElse(options, 'leaseTimeSeconds', 3_600);
}

type Labels = Record<string, unknown>;
const flags = (prefix: string, names: readonly string[]): Labels =>
  Object.fromEntries(names.filter((name) => name !== '').map((name) => [`${prefix}${name}`, 'true']));

/** By kind: changes the spec, and gives the labels. */
const DEFAULTS: Record<string, (spec: Entry) => Labels> = {
  VPC(spec) {
    orElse(spec, 'ipv4Namespace', 'default');
    orElse(spec, 'vlanNamespace', 'default');
    for (const subnet of entries(spec['subnets'])) {
      struct(subnet, 'dhcp');
      if (subnet['hostBGP'] !== true) orElse(subnet, 'gateway', address(String(subnet['subnet']), 1));
      dhcp(subnet);
    }
    return { ipv4ns: spec['ipv4Namespace'], vlanns: spec['vlanNamespace'] };
  },
  VPCAttachment(spec) {
    const [vpc = '', subnet = 'default'] = String(spec['subnet']).split('/');
    spec['subnet'] = `${vpc}/${subnet}`;
    return {
      vpc,
      subnet,
      connection: spec['connection'],
      ...(spec['nativeVLAN'] === true ? { nativevlan: 'true' } : {}),
    };
  },
  VPCPeering(spec) {
    const vpcs = Object.keys(entries(spec['permit'])[0] ?? {}).sort();
    return { vpc1: vpcs[0], vpc2: vpcs[1], ...flags(`vpc.${PREFIX}`, vpcs) };
  },
  IPv4Namespace(spec) {
    sort(spec, 'subnets');
    return {};
  },
  External(spec) {
    orElse(spec, 'ipv4Namespace', 'default');
    return { ipv4ns: spec['ipv4Namespace'] };
  },
  ExternalAttachment(spec) {
    struct(spec, 'switch', 'neighbor');
    return { connection: spec['connection'], external: spec['external'] };
  },
  ExternalPeering(spec) {
    const permit = entry(spec['permit']);
    sort(entry(permit['vpc']), 'subnets');
    sort(entry(permit['external']), 'prefixes', (each: Entry) => String(each['prefix']));
    return { vpc: entry(permit['vpc'])['name'], external: entry(permit['external'])['name'] };
  },
  Connection(spec) {
    const [type = ''] = Object.keys(spec);
    const found = { switch: new Set<string>(), server: new Set<string>() };
    const walk = (value: unknown, side: string): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const [key, inner] of Object.entries(value)) {
        if (key === 'port') (side === 'server' ? found.server : found.switch).add(device(inner));
        else walk(inner, Array.isArray(value) ? side : key);
      }
    };
    walk(spec[type], type);
    return {
      'connection-type': type.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
      ...flags(`switch.${PREFIX}`, [...found.switch]),
      ...flags(`server.${PREFIX}`, [...found.server]),
    };
  },
  Switch(spec) {
    struct(spec, 'redundancy', 'boot', 'ecmp');
    const group = entry(spec['redundancy'])['group'];
    if (typeof group === 'string' && !texts(spec['groups']).includes(group))
      spec['groups'] = [...texts(spec['groups']), group];
    orElse(spec, 'vlanNamespaces', ['default']);
    sort(spec, 'groups');
    sort(spec, 'vlanNamespaces');
    for (const map of ['portGroupSpeeds', 'portSpeeds'])
      for (const [port, speed] of Object.entries(entry(spec[map])))
        entry(spec[map])[port] = String(speed).replace(/^SPEED_/, '');
    return {
      profile: spec['profile'],
      ...flags(`switchgroup.${PREFIX}`, texts(spec['groups'])),
      ...flags(`vlanns.${PREFIX}`, texts(spec['vlanNamespaces'])),
    };
  },
  VLANNamespace(spec) {
    for (const range of entries(spec['ranges'])) orElse(range, 'to', range['from']);
    sort(spec, 'ranges', (range: Entry) => Number(range['from']));
    return {};
  },
  Server: () => ({}),
  Gateway(spec) {
    struct(spec, 'logs', 'profiling');
    const logs = entry(spec['logs']);
    orElse(logs, 'default', 'info');
    if (Object.keys(entry(logs['tags'])).length === 0) logs['tags'] = { all: 'info' };
    orElse(spec, 'workers', 4);
    orElse(spec, 'groups', [{ name: 'default', priority: 0 }]);
    sort(spec, 'groups', (group: Entry) => String(group['name']));
    return {};
  },
  GatewayPeering(spec) {
    orElse(spec, 'gatewayGroup', 'default');
    for (const side of entries(spec['peering']))
      for (const expose of entries(side['expose']))
        for (const form of ['masquerade', 'portForward']) {
          const nat = entry(expose['nat'])[form] as Entry | undefined;
          if (nat !== undefined) nat['idleTimeout'] = goDuration(nat['idleTimeout'] ?? '2m');
        }
    if (spec['acl'] !== undefined) orElse(entry(spec['acl']), 'default', 'deny-unless-exposed');
    for (const rule of entries(entry(spec['acl'])['rules'])) orElse(rule, 'scope', 'flow');
    return flags(`vpc.${GATEWAY_PREFIX}`, Object.keys(entry(spec['peering'])));
  },
};

/** A copy as the webhook of its kind answers it; kinds without a webhook come back as they are. */
export function vendorDefaults<T extends Defaulted>(object: T): T {
  const defaults = DEFAULTS[object.kind ?? ''];
  if (defaults === undefined) return object;
  const copy = structuredClone(object);
  copy.spec ??= {};
  const own = Object.entries(copy.metadata.labels ?? {}).filter(([key]) => !key.includes(PREFIX));
  const made = Object.entries(defaults(copy.spec))
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [key.includes('/') ? key : `${PREFIX}${key}`, String(value)] as const);
  copy.metadata.labels = Object.fromEntries([...own, ...made]);
  return copy;
}
