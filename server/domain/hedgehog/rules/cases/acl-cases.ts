import type { JsonObject } from '#server/domain/resource.ts';
import { CLUSTER } from './tenant-cluster.ts';
import { bgp } from './external-objects.ts';
import type { Objects, RuleCase } from './rule-case.ts';

const STATEMENT = { seq: 10, action: 'permit', protocol: 'tcp', srcPrefix: 'any', dstPrefix: '10.0.0.0/8' };

const acl = (...statements: JsonObject[]): Objects =>
  bgp({ inboundACL: { statements: statements.map((statement) => ({ ...STATEMENT, ...statement })) } });

const ACL_AT = 'spec.inboundACL.statements';

const CASES: readonly RuleCase[] = [
  {
    rule: 'acl-sequence',
    why: 'kept',
    field: `${ACL_AT}[0].seq`,
    bad: acl({ seq: 9 }),
    good: acl({ seq: 10 }),
  },
  {
    rule: 'acl-sequence',
    why: 'twice',
    field: `${ACL_AT}[1].seq`,
    bad: acl({ seq: 20 }, { seq: 20 }),
    good: acl({ seq: 20 }, { seq: 30 }),
  },
  {
    rule: 'acl-action',
    field: `${ACL_AT}[0].action`,
    bad: acl({ action: 'allow' }),
    good: acl({ action: 'transit' }),
  },
  {
    rule: 'acl-protocol',
    field: `${ACL_AT}[0].protocol`,
    bad: acl({ protocol: 'sctp' }),
    good: acl({ protocol: 'icmp' }),
  },
  {
    rule: 'acl-prefix',
    field: `${ACL_AT}[0].srcPrefix`,
    bad: acl({ srcPrefix: '10.0.0.1' }),
    good: acl({ srcPrefix: '10.0.0.1/32' }),
  },
  {
    rule: 'acl-ports',
    why: 'protocol',
    field: `${ACL_AT}[0].portRangeBegin`,
    bad: acl({ protocol: 'icmp', portRangeBegin: 80, portRangeEnd: 80 }),
    good: acl({ protocol: 'udp', portRangeBegin: 80, portRangeEnd: 80 }),
  },
  {
    rule: 'acl-ports',
    why: 'order',
    field: `${ACL_AT}[0].portRangeBegin`,
    bad: acl({ portRangeBegin: 80 }),
    good: acl({ portRangeBegin: 80, portRangeEnd: 81 }),
  },
  {
    rule: 'acl-ports',
    why: 'no beginning',
    field: `${ACL_AT}[0].portRangeBegin`,
    bad: acl({ portRangeEnd: 80 }),
    good: acl({}),
  },
  {
    rule: 'acl-tcp-filters',
    why: 'protocol',
    field: `${ACL_AT}[0].tcpFilters`,
    bad: acl({ protocol: 'udp', tcpFilters: { syn: true } }),
    good: acl({ tcpFilters: { syn: true } }),
  },
  {
    rule: 'acl-tcp-filters',
    why: 'contradiction',
    field: `${ACL_AT}[0].tcpFilters`,
    bad: acl({ tcpFilters: { syn: true, notSyn: true } }),
    good: acl({ tcpFilters: { syn: true, notAck: true } }),
  },
  {
    rule: 'acl-tcp-filters',
    why: 'established',
    field: `${ACL_AT}[0].tcpFilters`,
    bad: acl({ tcpFilters: { established: true, notAck: true } }),
    good: acl({ tcpFilters: { established: true } }),
  },
  {
    rule: 'acl-icmp',
    field: `${ACL_AT}[0].icmpType`,
    bad: acl({ icmpType: 0 }),
    good: acl({ protocol: 'icmp', icmpType: 0 }),
  },
];

export const ACL_CASES: readonly RuleCase[] = CASES.map((entry) => ({ live: CLUSTER, ...entry }));
