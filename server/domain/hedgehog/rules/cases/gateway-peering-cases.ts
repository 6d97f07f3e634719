import type { JsonObject } from '#server/domain/resource.ts';
import { CLUSTER } from './gateway-cluster.ts';
import type { Objects, RuleCase } from './rule-case.ts';

const WEB = { ips: [{ cidr: '10.0.1.0/25' }] };
const exposing = (first: JsonObject[], second: JsonObject[] = [], more: JsonObject = {}): Objects => ({
  GatewayPeering: {
    'g-1': { peering: { 'vpc-1': { expose: first }, 'vpc-2': { expose: second } }, ...more },
  },
});
const block = (ip: JsonObject): Objects => exposing([{ ips: [ip] }]);
const nat = (form: JsonObject): JsonObject => ({ ...WEB, as: [{ cidr: '192.168.1.0/25' }], nat: form });
const dbNat = (form: JsonObject): JsonObject => ({
  ips: [{ cidr: '10.0.2.0/24' }],
  as: [{ cidr: '192.168.2.0/24' }],
  nat: form,
});
const forward = (entry: JsonObject): Objects =>
  exposing([nat({ portForward: { ports: [{ port: '80', as: '8080', ...entry }] } })]);
const acl = (rule: JsonObject, more: JsonObject = {}): Objects =>
  exposing([WEB], [], { acl: { ...more, rules: [{ action: 'allow', from: 'vpc-1', ...rule }] } });
const withExternal = (ip: JsonObject): Objects => ({
  GatewayPeering: { 'g-1': { peering: { 'vpc-2': {}, 'ext.isp': { expose: [{ ips: [ip] }] } } } },
});

const EXPOSE = 'spec.peering.vpc-1.expose[0]';
const RULE = 'spec.acl.rules[0]';

const CASES: readonly RuleCase[] = [
  {
    rule: 'gateway-peering-two',
    field: 'spec.peering',
    bad: { GatewayPeering: { 'g-1': { peering: { 'vpc-1': {} } } } },
    good: exposing([WEB]),
  },
  {
    rule: 'gateway-peering-default',
    field: EXPOSE,
    bad: exposing([{ ...WEB, default: true }]),
    good: exposing([{ default: true }]),
  },
  { rule: 'gateway-peering-ips', field: `${EXPOSE}.ips`, bad: exposing([{}]), good: exposing([WEB]) },
  {
    rule: 'gateway-peering-block',
    why: 'none',
    field: `${EXPOSE}.ips[0]`,
    bad: block({}),
    good: block({ vpcSubnet: 'web' }),
  },
  {
    rule: 'gateway-peering-block',
    why: 'two',
    field: `${EXPOSE}.ips[0]`,
    bad: block({ cidr: '10.0.1.0/24', not: '10.0.1.0/25' }),
    good: block({ not: '10.0.1.0/25' }),
  },
  {
    rule: 'gateway-peering-cidr',
    field: `${EXPOSE}.ips[0].not`,
    bad: block({ not: '10.0.1.0' }),
    good: block({ not: '10.0.1.0/25' }),
  },
  {
    rule: 'gateway-peering-external-subnet',
    field: 'spec.peering["ext.isp"].expose[0].ips[0].vpcSubnet',
    bad: withExternal({ vpcSubnet: 'web' }),
    good: withExternal({ cidr: '0.0.0.0/0' }),
  },
  {
    rule: 'gateway-peering-outside-vpc',
    field: `${EXPOSE}.ips[0].cidr`,
    bad: block({ cidr: '10.0.0.0/23' }),
    good: block({ cidr: '10.0.1.64/26' }),
  },
  {
    rule: 'gateway-peering-subnet-missing',
    field: `${EXPOSE}.ips[0].vpcSubnet`,
    bad: block({ vpcSubnet: 'db' }),
    good: block({ vpcSubnet: 'web' }),
  },
  {
    rule: 'gateway-peering-as-nat',
    why: 'nat alone',
    field: EXPOSE,
    bad: exposing([{ ...WEB, nat: { static: {} } }]),
    good: exposing([nat({ static: {} })]),
  },
  {
    rule: 'gateway-peering-as-nat',
    why: 'as alone',
    field: EXPOSE,
    bad: exposing([{ ...WEB, as: [{ cidr: '192.168.1.0/24' }] }]),
    good: exposing([WEB]),
  },
  {
    rule: 'gateway-nat-form',
    why: 'none',
    field: `${EXPOSE}.nat`,
    bad: exposing([nat({})]),
    good: exposing([nat({ masquerade: {} })]),
  },
  {
    rule: 'gateway-nat-form',
    why: 'two',
    field: `${EXPOSE}.nat`,
    bad: exposing([nat({ masquerade: {}, static: {} })]),
    good: exposing([nat({ static: {} })]),
  },
  {
    rule: 'gateway-nat-ports',
    why: 'no rules',
    field: `${EXPOSE}.nat.portForward.ports`,
    bad: exposing([nat({ portForward: {} })]),
    good: forward({}),
  },
  {
    rule: 'gateway-nat-ports',
    why: 'out of range',
    field: `${EXPOSE}.nat.portForward.ports[0].port`,
    bad: forward({ port: '0' }),
    good: forward({ port: '1-65535', as: '1-65535' }),
  },
  {
    rule: 'gateway-nat-ports',
    why: 'wrong order',
    field: `${EXPOSE}.nat.portForward.ports[0].as`,
    bad: forward({ as: '90-80' }),
    good: forward({ as: '80-90' }),
  },
  {
    rule: 'gateway-nat-protocol',
    field: `${EXPOSE}.nat.portForward.ports[0].proto`,
    bad: forward({ proto: 'icmp' }),
    good: forward({ proto: 'udp' }),
  },
  {
    rule: 'gateway-peering-nat-sides',
    why: 'both keep state',
    field: 'spec.peering',
    bad: exposing([nat({ masquerade: {} })], [dbNat({ masquerade: {} })]),
    good: exposing([nat({ masquerade: {} })], [{ ips: [{ cidr: '10.0.2.0/24' }] }]),
  },
  {
    rule: 'gateway-peering-nat-sides',
    why: 'state against static',
    field: 'spec.peering',
    bad: exposing([nat({ masquerade: {} })], [dbNat({ static: {} })]),
    good: exposing([nat({ static: {} })], [dbNat({ static: {} })]),
  },
  {
    rule: 'gateway-peering-overlap',
    field: 'spec.peering.vpc-1.expose[0].ips[0].cidr',
    bad: {
      GatewayPeering: {
        'g-1': { peering: { 'vpc-1': { expose: [{ ips: [{ cidr: '10.0.1.0/24' }] }] }, 'vpc-9': {} } },
      },
    },
    good: {
      GatewayPeering: {
        'g-1': { peering: { 'vpc-1': { expose: [{ ips: [{ cidr: '10.0.1.0/25' }] }] }, 'vpc-9': {} } },
      },
    },
    says: 'GatewayPeering other',
  },
  {
    rule: 'gateway-peering-overlap',
    why: 'not within one',
    field: 'spec.peering.vpc-1.expose[1].ips[0].cidr',
    bad: {
      GatewayPeering: {
        'g-1': { peering: { 'vpc-1': { expose: [WEB, { ips: [{ cidr: '10.0.1.0/24' }] }] }, 'vpc-9': {} } },
      },
    },
    good: { GatewayPeering: { 'g-1': { peering: { 'vpc-1': { expose: [WEB, WEB] }, 'vpc-9': {} } } } },
  },
  {
    rule: 'gateway-acl-word',
    why: 'default',
    field: 'spec.acl.default',
    bad: acl({}, { default: 'allow' }),
    good: acl({}, { default: 'deny' }),
  },
  {
    rule: 'gateway-acl-word',
    why: 'action',
    field: `${RULE}.action`,
    bad: acl({ action: 'permit' }),
    good: acl({ action: 'deny' }),
  },
  {
    rule: 'gateway-acl-word',
    why: 'name',
    field: `${RULE}.name`,
    bad: acl({ name: 'Web to DB' }),
    good: acl({ name: 'web-to-db' }),
  },
  {
    rule: 'gateway-acl-word',
    why: 'protocol',
    field: `${RULE}.match.proto`,
    bad: acl({ match: { proto: 'gre' } }),
    good: acl({ match: { proto: '47' } }),
  },
  {
    rule: 'gateway-acl-direction',
    why: 'neither',
    field: RULE,
    bad: acl({ from: '' }),
    good: acl({ from: '', to: 'vpc-2' }),
  },
  {
    rule: 'gateway-acl-direction',
    why: 'a stranger',
    field: `${RULE}.from`,
    bad: acl({ from: 'vpc-3' }),
    good: acl({ from: 'vpc-2' }),
  },
  {
    rule: 'gateway-acl-match',
    why: 'both',
    field: `${RULE}.match.src[0]`,
    bad: acl({ match: { src: [{ cidr: '10.0.1.0/24', vpcSubnet: 'web' }] } }),
    good: acl({ match: { src: [{ vpcSubnet: 'web' }] } }),
  },
  {
    rule: 'gateway-acl-match',
    why: 'CIDR',
    field: `${RULE}.match.dst[0].cidr`,
    bad: acl({ match: { dst: [{ cidr: 'any' }] } }),
    good: acl({ match: { dst: [{ cidr: '0.0.0.0/0' }] } }),
  },
  {
    rule: 'gateway-acl-match',
    why: 'port',
    field: `${RULE}.match.dst[0].ports[1]`,
    bad: acl({ match: { dst: [{ ports: ['80', 'http'] }] } }),
    good: acl({ match: { dst: [{ ports: ['80', '8000-8080'] }] } }),
  },
  {
    rule: 'gateway-acl-subnet-missing',
    why: 'on the far side',
    field: `${RULE}.match.dst[0].vpcSubnet`,
    bad: acl({ match: { dst: [{ vpcSubnet: 'web' }] } }),
    good: acl({ match: { dst: [{ vpcSubnet: 'db' }] } }),
  },
];

export const GATEWAY_PEERING_CASES: readonly RuleCase[] = CASES.map((entry) => ({ live: CLUSTER, ...entry }));
