import type { JsonObject } from '#server/domain/resource.ts';

/** An object as a file holds it: no namespace, so that it goes where each contender is pointed to. */
export interface HedgehogObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: JsonObject;
}

const SERVERS_A_RACK = 12;
const VPCS_A_RACK = 4;
const SPINES = 2;
/** The fabric's management and protocol networks have room for this many switches. */
const MOST_RACKS = 500;

const object = (group: 'vpc' | 'wiring', kind: string, name: string, spec: JsonObject): HedgehogObject => ({
  apiVersion: `${group}.githedgehog.com/v1beta1`,
  kind,
  metadata: { name },
  spec,
});

const padded = (number: number, digits = 3): string => String(number).padStart(digits, '0');
/** The nth address of a network given by its first two bytes. */
const address = (prefix: string, n: number): string => `${prefix}.${n >> 8}.${n & 255}`;
const macOf = (n: number): string =>
  `0c:20:12:${[n >> 8, n & 255, 0].map((byte) => byte.toString(16).padStart(2, '0')).join(':')}`;

/** Switches count from 0, spines first. */
function switchSpec(n: number, role: string, asn: number): JsonObject {
  return {
    role,
    description: `Switch ${n + 1}`,
    profile: 'vs',
    boot: { mac: macOf(n) },
    asn,
    ip: `${address('172.30', 8 + n)}/21`,
    protocolIP: `${address('172.30', 8 * 256 + 1 + n)}/32`,
  };
}

function* foundation(): Generator<HedgehogObject> {
  yield object('vpc', 'IPv4Namespace', 'default', { subnets: ['10.0.0.0/8'] });
  yield object('wiring', 'VLANNamespace', 'default', { ranges: [{ from: 100, to: 2999 }] });
  for (let spine = 0; spine < SPINES; spine += 1)
    yield object('wiring', 'Switch', `spine-${padded(spine + 1)}`, switchSpec(spine, 'spine', 65_100));
}

/** A leaf of a pair, and its links to the spines. */
function* leaf(rack: number, side: number): Generator<HedgehogObject> {
  const index = rack * 2 + side;
  const name = `leaf-${padded(index + 1)}`;
  const group = `eslag-${padded(rack + 1)}`;
  yield object('wiring', 'Switch', name, {
    ...switchSpec(SPINES + index, 'server-leaf', 65_101 + index),
    groups: [group],
    redundancy: { group, type: 'eslag' },
    vlanNamespaces: ['default'],
    vtepIP: `${address('172.30', 12 * 256 + 1 + index)}/32`,
  });
  for (let spine = 0; spine < SPINES; spine += 1) {
    const link = (index * SPINES + spine) * 2;
    const spineName = `spine-${padded(spine + 1)}`;
    yield object('wiring', 'Connection', `${spineName}--fabric--${name}`, {
      fabric: {
        links: [
          {
            spine: { port: `${spineName}/E1/${index + 1}`, ip: `${address('172.30', 128 * 256 + link)}/31` },
            leaf: { port: `${name}/E1/${spine + 1}`, ip: `${address('172.30', 128 * 256 + link + 1)}/31` },
          },
        ],
      },
    });
  }
}

const vpcName = (rack: number, n: number): string => `vpc-${padded(rack * VPCS_A_RACK + n + 1, 4)}`;

function vpc(rack: number, n: number): HedgehogObject {
  const index = rack * VPCS_A_RACK + n;
  const subnet = (part: number): JsonObject => {
    const block = address('10', index * 2 + part);
    return {
      subnet: `${block}.0/24`,
      gateway: `${block}.1`,
      // Of 2,900 there are enough for each subnet up to ten thousand objects.
      vlan: 100 + ((index * 2 + part) % 2_900),
      dhcp: {
        enable: true,
        range: { start: `${block}.10`, end: `${block}.99` },
        options: { dnsServers: ['1.1.1.1', '8.8.8.8'], interfaceMTU: 1500, leaseTimeSeconds: 3600 },
      },
    };
  };
  return object('vpc', 'VPC', vpcName(rack, n), {
    ipv4Namespace: 'default',
    vlanNamespace: 'default',
    subnets: { frontend: subnet(0), backend: subnet(1) },
    permit: [['frontend', 'backend']],
  });
}

/** A server, how it is attached to its rack's leaves, and the subnet that it is in. */
function* server(rack: number, n: number, edition: string): Generator<HedgehogObject> {
  const name = `server-${padded(rack * SERVERS_A_RACK + n + 1, 4)}`;
  const leaves = [0, 1].map((side) => `leaf-${padded(rack * 2 + side + 1)}`);
  const port = SPINES + 1 + n * 2;
  const link = (side: number, at: number): JsonObject => ({
    server: { port: `${name}/enp2s${at + 1}` },
    switch: { port: `${leaves[side] ?? ''}/E1/${port + at}` },
  });
  yield object('wiring', 'Server', name, {
    description: `Server ${n + 1} of rack ${rack + 1}, ${edition} edition`,
  });
  const [type, spec] = (
    [
      ['eslag', { eslag: { links: [link(0, 0), link(1, 1)] } }],
      ['bundled', { bundled: { links: [link(0, 0), link(0, 1)] } }],
      ['unbundled', { unbundled: { link: link(1, 0) } }],
    ] as const satisfies readonly (readonly [string, JsonObject])[]
  )[n % 3] ?? ['', {}];
  const connection = `${name}--${type}`;
  yield object('wiring', 'Connection', connection, spec);
  const subnet = `${vpcName(rack, n % VPCS_A_RACK)}/${n % 2 === 0 ? 'frontend' : 'backend'}`;
  yield object('vpc', 'VPCAttachment', `${connection}--${subnet.replace('/', '--')}`, { connection, subnet });
}

function* rackObjects(rack: number, edition: string): Generator<HedgehogObject> {
  yield object('wiring', 'SwitchGroup', `eslag-${padded(rack + 1)}`, {});
  for (const side of [0, 1]) yield* leaf(rack, side);
  for (let n = 0; n < VPCS_A_RACK; n += 1) yield vpc(rack, n);
  for (let n = 0; n < SERVERS_A_RACK; n += 1) yield* server(rack, n, edition);
  for (let n = 0; n < VPCS_A_RACK; n += 2) {
    const [one, other] = [vpcName(rack, n), vpcName(rack, n + 1)];
    yield object('vpc', 'VPCPeering', `${one}--${other}`, {
      permit: [{ [one]: { subnets: ['backend'] }, [other]: { subnets: ['frontend'] } }],
    });
  }
}

/**
 * A fabric of racks (two leaves, servers attached in three ways, VPCs, peerings) under two spines, cut off after `count` objects:
 * whatever an object refers to comes before it. Every file of another edition has other content: nobody has read it before.
 */
export function hedgehogObjects(count: number, edition = 'first'): HedgehogObject[] {
  const made = [...foundation()];
  for (let rack = 0; made.length < count; rack += 1) {
    if (rack === MOST_RACKS) throw new Error(`a fabric of ${count} objects has no room for its switches`);
    made.push(...rackObjects(rack, edition));
  }
  return made.slice(0, count);
}

/** Objects a file, as people keep a rack's together. */
const OBJECTS_A_FILE = 50;

/** As files of a repository; JSON is YAML, but people write the latter, and it takes longer to read. */
export function asFiles(
  objects: readonly HedgehogObject[],
  toYaml: (object: HedgehogObject) => string,
  folder = '',
): Record<string, string> {
  const files: Record<string, string> = {};
  for (let start = 0; start < objects.length; start += OBJECTS_A_FILE) {
    const name = `${folder}part-${padded(start / OBJECTS_A_FILE + 1)}.yaml`;
    files[name] = objects
      .slice(start, start + OBJECTS_A_FILE)
      .map(toYaml)
      .join('---\n');
  }
  return files;
}
