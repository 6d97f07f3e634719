import type { JsonObject } from '#server/domain/resource.ts';
import { CLUSTER } from './gateway-cluster.ts';
import type { Objects, RuleCase } from './rule-case.ts';

const GATEWAY = {
  asn: 65534,
  protocolIP: '172.30.8.40/32',
  vtepIP: '172.30.12.40/32',
  vtepMAC: 'ca:fe:ba:be:00:01',
  interfaces: { enp2s1: { pci: '0000:02:00.0', ips: ['172.30.128.1/31'] } },
  neighbors: [{ source: 'enp2s1', ip: '172.30.128.0', asn: 65100 }],
};

const gateway = (fields: JsonObject): Objects => ({ Gateway: { 'gateway-1': { ...GATEWAY, ...fields } } });
const gatewayInterface = (fields: JsonObject, name = 'enp2s1'): Objects =>
  gateway({ interfaces: { [name]: { ips: ['172.30.128.1/31'], ...fields } } });
const neighbor = (fields: JsonObject): Objects =>
  gateway({ neighbors: [{ ip: '172.30.128.0', asn: 65100, ...fields }] });

const CASES: readonly RuleCase[] = [
  {
    rule: 'gateway-not-hydrated',
    field: 'spec',
    bad: { Gateway: { 'gateway-1': { interfaces: { enp2s1: {} } } } },
    good: gateway({}),
    says: 'interfaces.enp2s1.ips',
  },
  {
    rule: 'gateway-ip',
    why: 'no host',
    field: 'spec.protocolIP',
    bad: gateway({ protocolIP: '172.30.8.40/31' }),
    good: gateway({}),
  },
  {
    rule: 'gateway-ip',
    why: 'loopback',
    field: 'spec.vtepIP',
    bad: gateway({ vtepIP: '127.0.0.1/32' }),
    good: gateway({}),
  },
  {
    rule: 'gateway-vtep-mac',
    why: 'of a group',
    field: 'spec.vtepMAC',
    bad: gateway({ vtepMAC: '01:00:5e:00:00:01' }),
    good: gateway({ vtepMAC: '02:00:5e:00:00:01' }),
  },
  {
    rule: 'gateway-vtep-mac',
    why: 'zero',
    field: 'spec.vtepMAC',
    bad: gateway({ vtepMAC: '00:00:00:00:00:00' }),
    good: gateway({}),
  },
  {
    rule: 'gateway-interfaces',
    field: 'spec.interfaces',
    bad: gateway({ interfaces: {} }),
    good: gateway({}),
  },
  {
    rule: 'gateway-interface',
    why: 'name',
    field: 'spec.interfaces.e',
    bad: gatewayInterface({}, 'e'),
    good: gatewayInterface({}, 'e1'),
  },
  {
    rule: 'gateway-interface',
    why: 'PCI',
    field: 'spec.interfaces.enp2s1.pci',
    bad: gatewayInterface({ pci: '02:00.0' }),
    good: gatewayInterface({ pci: '0000:02:1f.7' }),
  },
  {
    rule: 'gateway-interface',
    why: 'PCI and kernel',
    field: 'spec.interfaces.enp2s1',
    bad: gatewayInterface({ pci: '0000:02:00.0', kernel: 'eth1' }),
    good: gatewayInterface({ kernel: 'eth1' }),
  },
  {
    rule: 'gateway-interface',
    why: 'kernel name',
    field: 'spec.interfaces.enp2s1.kernel',
    bad: gatewayInterface({ kernel: 'enp2s1' }),
    good: gatewayInterface({ kernel: 'eth1' }),
  },
  {
    rule: 'gateway-interface',
    why: 'address',
    field: 'spec.interfaces.enp2s1.ips[0]',
    bad: gatewayInterface({ ips: ['172.30.128.1'] }),
    good: gatewayInterface({}),
  },
  {
    rule: 'gateway-neighbor',
    why: 'address',
    field: 'spec.neighbors[0].ip',
    bad: neighbor({ ip: '172.30.128.0/31' }),
    good: neighbor({}),
  },
  {
    rule: 'gateway-neighbor',
    why: 'multicast',
    field: 'spec.neighbors[0].ip',
    bad: neighbor({ ip: '224.0.0.1' }),
    good: neighbor({}),
  },
  {
    rule: 'gateway-neighbor',
    why: 'ASN',
    field: 'spec.neighbors[0].asn',
    bad: neighbor({ asn: 0 }),
    good: neighbor({}),
  },
  {
    rule: 'gateway-groups',
    field: 'spec.groups[1].name',
    bad: gateway({ groups: [{ name: 'a' }, { name: 'a' }] }),
    good: gateway({ groups: [{ name: 'a' }, { name: 'b' }] }),
  },
  {
    rule: 'gateway-workers',
    field: 'spec.workers',
    bad: gateway({ workers: 65 }),
    good: gateway({ workers: 64 }),
  },
];

export const GATEWAY_CASES: readonly RuleCase[] = CASES.map((entry) => ({ live: CLUSTER, ...entry }));
