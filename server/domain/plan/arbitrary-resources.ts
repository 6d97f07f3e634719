// oxlint-disable-next-line no-restricted-imports -- only tests import this file
import * as fc from 'fast-check';
import type { DesiredResource, JsonObject } from '#server/domain/resource.ts';

/** Specs as people write them: every kind whose rules rewrite or fill something, with fields left out at random. */
const byte = fc.integer({ min: 0, max: 255 });
const cidr = fc.tuple(byte, byte).map(([a, b]) => `10.${a}.${b}.0/24`);
const name = fc.constantFrom('a', 'b', 'c-1', 'leaf-01', 'vpc-1');
const port = fc.tuple(name, fc.integer({ min: 1, max: 48 })).map(([device, n]) => `${device}/E1/${n}`);
const some = (fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<JsonObject> =>
  fc.record(fields, { requiredKeys: [] }) as fc.Arbitrary<JsonObject>;
const list = (entry: fc.Arbitrary<unknown>, most = 4): fc.Arbitrary<unknown> =>
  fc.array(entry, { maxLength: most });
const map = (key: fc.Arbitrary<string>, value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.dictionary(key, value, { maxKeys: 3, noNullPrototype: true });

const dhcp = some({
  enable: fc.boolean(),
  relayVPC: name,
  range: some({ start: fc.constant('10.0.0.9'), end: fc.constant('10.0.0.99') }),
  options: some({
    pxeURL: fc.constantFrom('', 'http://x'),
    dnsServers: list(fc.constantFrom('1.1.1.1', '8.8.8.8', '9.9.9.9')),
    interfaceMTU: fc.constantFrom(1500, 9036),
  }),
  static: map(
    fc.constantFrom('0c:20:12:ff:00:0a', '0C-20-12-FF-00-0B'),
    some({ ip: fc.constant('10.0.0.5') }),
  ),
});
/** By kind. */
const SPECS: Record<string, fc.Arbitrary<JsonObject>> = {
  VPC: some({
    mode: fc.constantFrom('', 'l2vni', 'l3vni'),
    ipv4Namespace: name,
    vlanNamespace: fc.constantFrom('', 'default', 'x'),
    defaultIsolated: fc.boolean(),
    permit: list(list(name)),
    staticRoutes: list(some({ prefix: cidr, nextHops: list(fc.constant('10.0.0.1')) })),
    subnets: map(
      name,
      some({
        subnet: cidr,
        gateway: fc.constantFrom('', '10.0.0.1'),
        vlan: fc.integer({ min: 0, max: 4094 }),
        isolated: fc.boolean(),
        hostBGP: fc.boolean(),
        dhcp,
      }),
    ),
  }),
  VPCAttachment: some({
    subnet: fc.constantFrom('v', 'v/default', 'v/x'),
    connection: name,
    nativeVLAN: fc.boolean(),
  }),
  VPCPeering: some({ permit: list(map(name, fc.oneof(fc.constant(null), some({ subnets: list(name) })))) }),
  IPv4Namespace: some({ subnets: list(cidr) }),
  External: some({
    ipv4Namespace: name,
    inboundCommunity: fc.constantFrom('', '1:2'),
    static: some({ prefixes: list(cidr) }),
  }),
  ExternalAttachment: some({
    external: name,
    switch: some({ ip: cidr, vlan: byte }),
    neighbor: some({ asn: byte, ip: cidr }),
    inboundACL: some({
      statements: list(some({ seq: byte, action: fc.constantFrom('permit', 'deny'), icmpType: byte })),
    }),
  }),
  ExternalPeering: some({
    permit: some({
      vpc: some({ name, subnets: list(name) }),
      external: some({ name, prefixes: list(some({ prefix: cidr })) }),
    }),
  }),
  VLANNamespace: some({
    ranges: list(some({ from: fc.integer({ min: 1, max: 4094 }), to: fc.integer({ min: 0, max: 4094 }) })),
  }),
  Switch: some({
    role: fc.constantFrom('spine', 'server-leaf'),
    description: fc.constantFrom('', 'x'),
    groups: list(name),
    redundancy: some({ group: name, type: fc.constantFrom('eslag', 'mclag') }),
    vlanNamespaces: list(name),
    portSpeeds: map(fc.constantFrom('E1/1', 'E1/2'), fc.constantFrom('SPEED_25G', '25G', '10G')),
    portAutoNegs: map(fc.constantFrom('E1/1', 'E1/2'), fc.boolean()),
    linkFlapErrDisable: some({ flapThreshold: byte, recoveryInterval: byte }),
    enableAllPorts: fc.boolean(),
    ecmp: fc.constant({}),
  }),
  Connection: some({
    bundled: some({
      links: list(some({ server: some({ port }), switch: some({ port }) })),
      mtu: byte,
      fallback: fc.boolean(),
    }),
  }),
  Server: some({ description: fc.constantFrom('', 'x', 'y'), profile: name }),
  Gateway: some({
    asn: byte,
    groups: list(some({ name, priority: fc.integer({ min: 0, max: 2 }) })),
    interfaces: map(name, some({ ips: list(cidr), mtu: byte })),
    logs: some({
      default: fc.constantFrom('info', 'debug'),
      tags: map(name, fc.constantFrom('info', 'off')),
      rateLimit: some({ burst: byte }),
    }),
    workers: byte,
  }),
  GatewayPeering: some({
    gatewayGroup: name,
    peering: map(
      name,
      some({
        expose: list(
          some({
            ips: list(some({ cidr })),
            nat: some({
              masquerade: some({ idleTimeout: fc.constantFrom('120s', '2m0s', '5m') }),
              static: fc.constant({}),
            }),
          }),
        ),
      }),
    ),
    acl: some({
      default: fc.constantFrom('', 'deny'),
      rules: list(some({ name, log: fc.boolean(), scope: fc.constantFrom('', 'flow', 'packet') })),
    }),
  }),
};
const texts = map(fc.constantFrom('team', 'site', 'x/y'), fc.constantFrom('', 'a', 'b')) as fc.Arbitrary<
  Record<string, string>
>;

/** Resources as people write them, a third of their fields left out. */
export const desiredResources: fc.Arbitrary<DesiredResource> = fc
  .constantFrom(...Object.keys(SPECS))
  .chain((kind) =>
    fc.record({
      apiVersion: fc.constant('vpc.githedgehog.com/v1beta1'),
      kind: fc.constant(kind),
      namespace: fc.constant('default'),
      name: fc.constant('x'),
      labels: texts,
      annotations: texts,
      spec: SPECS[kind] ?? fc.constant({}),
    }),
  );
/** Whatever JSON, for what the rules know nothing of. */
const anySpec = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }), {
  noNullPrototype: true,
}) as fc.Arbitrary<JsonObject>;
/** Those, and some with a spec that the rules know nothing of. */
export const anyResource = fc.oneof(
  desiredResources,
  fc
    .tuple(desiredResources, anySpec)
    .map(([resource, spec]): DesiredResource => Object.assign(resource, { spec })),
);
