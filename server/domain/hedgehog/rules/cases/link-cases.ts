import type { JsonObject } from '#server/domain/resource.ts';
import type { Objects, RuleCase } from './rule-case.ts';
import { connection, fabric } from './connection-objects.ts';

const staticExternal = (fields: JsonObject): Objects =>
  connection({
    staticExternal: {
      link: {
        switch: {
          port: 'leaf-01/E1/9',
          ip: '10.99.0.1/24',
          nextHop: '10.99.0.2',
          subnets: ['10.98.0.0/24'],
          ...fields,
        },
      },
    },
  });

const STATIC_AT = 'spec.staticExternal.link.switch';

export const LINK_CASES: readonly RuleCase[] = [
  {
    rule: 'link-not-hydrated',
    field: 'spec.fabric.links',
    bad: connection(fabric('', '')),
    good: connection(fabric('172.30.128.0/31', '172.30.128.1/31')),
  },
  {
    rule: 'link-one-address',
    field: 'spec.fabric.links[0]',
    bad: connection(fabric('172.30.128.0/31', '')),
    good: connection(fabric('', '')),
  },
  {
    rule: 'link-address',
    field: 'spec.fabric.links[0].leaf.ip',
    bad: connection(fabric('172.30.128.0/31', '172.30.128.1/30')),
    good: connection(fabric('172.30.128.0/31', '172.30.128.1/31')),
  },
  {
    rule: 'link-addresses-apart',
    field: 'spec.fabric.links[0]',
    bad: connection(fabric('172.30.128.0/31', '172.30.128.2/31')),
    good: connection(fabric('172.30.128.2/31', '172.30.128.3/31')),
  },
  {
    rule: 'link-address-taken',
    why: 'within the link',
    field: 'spec.fabric.links[0].leaf.ip',
    bad: connection(fabric('172.30.128.0/31', '172.30.128.0/31')),
    good: connection(fabric('172.30.128.0/31', '172.30.128.1/31')),
  },
  {
    rule: 'link-address-taken',
    why: 'by another',
    field: 'spec.fabric.links[0].spine.ip',
    live: connection(fabric('172.30.128.0/31', '172.30.128.1/31', 7), 'other'),
    bad: connection(fabric('172.30.128.0/31', '172.30.128.1/31')),
    good: connection(fabric('172.30.128.2/31', '172.30.128.3/31')),
    says: 'Connection other',
  },
  {
    rule: 'link-address-outside-fabric',
    field: 'spec.fabric.links[0].spine.ip',
    bad: connection(fabric('10.0.0.0/31', '10.0.0.1/31')),
    good: connection(fabric('172.30.255.0/31', '172.30.255.1/31')),
  },
  {
    rule: 'static-external-ip',
    field: `${STATIC_AT}.ip`,
    bad: staticExternal({ ip: '10.99.0.1' }),
    good: staticExternal({}),
  },
  {
    rule: 'static-external-next-hop',
    why: 'outside',
    field: `${STATIC_AT}.nextHop`,
    bad: staticExternal({ nextHop: '10.98.0.2' }),
    good: staticExternal({}),
  },
  {
    rule: 'static-external-next-hop',
    why: 'missing',
    field: `${STATIC_AT}.nextHop`,
    bad: staticExternal({ nextHop: '' }),
    good: staticExternal({}),
  },
  {
    rule: 'static-external-subnet',
    field: `${STATIC_AT}.subnets[0]`,
    bad: staticExternal({ subnets: ['10.98.0.1/24'] }),
    good: staticExternal({ subnets: ['10.98.0.1/32'] }),
  },
  {
    rule: 'static-external-default-route',
    field: `${STATIC_AT}.subnets[1]`,
    bad: staticExternal({ subnets: ['10.98.0.0/24', '0.0.0.0/0'] }),
    good: staticExternal({ subnets: ['0.0.0.0/0'] }),
  },
  {
    rule: 'static-external-overlap',
    field: `${STATIC_AT}.subnets[0]`,
    bad: staticExternal({ subnets: ['10.98.0.0/24', '10.0.0.0/8'] }),
    good: staticExternal({ subnets: ['10.98.0.0/24', '10.97.0.0/24'] }),
  },
  {
    rule: 'static-external-reserved',
    field: `${STATIC_AT}.subnets[0]`,
    bad: staticExternal({ subnets: ['172.30.12.0/24'] }),
    good: staticExternal({ subnets: ['172.31.12.0/24'] }),
  },
];
