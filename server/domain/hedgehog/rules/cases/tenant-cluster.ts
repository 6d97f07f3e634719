import type { Objects } from './rule-case.ts';

const LINK = { server: { port: 'server-01/enp2s1' }, switch: { port: 'leaf-01/E1/5' } };
const SECOND = { server: { port: 'server-01/enp2s2' }, switch: { port: 'leaf-02/E1/5' } };
const CONNECTIONS = {
  'c-unbundled': { unbundled: { link: LINK } },
  'c-bundled': { bundled: { links: [LINK] } },
  'c-eslag': { eslag: { links: [LINK, SECOND] } },
  'c-mclag': { mclag: { links: [LINK, SECOND] } },
  'c-external': { external: { link: { switch: { port: 'leaf-01/E1/9' } } } },
};
const SUBNETS = {
  web: { subnet: '10.0.1.0/24', vlan: 1001 },
  db: { subnet: '10.0.2.0/24', vlan: 1002 },
  hosts: { subnet: '10.0.3.0/24', hostBGP: true },
};
/** The cluster that attachments and peerings refer to. */
export const CLUSTER: Objects = {
  VPC: {
    'vpc-1': { subnets: SUBNETS },
    'vpc-2': { subnets: { default: { subnet: '10.0.4.0/24', vlan: 1004 } } },
    'vpc-3': {
      mode: 'l3vni',
      vlanNamespace: 'other',
      ipv4Namespace: 'other',
      subnets: { default: { subnet: '10.0.4.0/24', vlan: 1004 } },
    },
  },
  Connection: CONNECTIONS,
  Switch: {
    'leaf-01': { role: 'server-leaf' },
    'leaf-02': { role: 'server-leaf', vlanNamespaces: ['default', 'other'] },
  },
  External: { bgp: {}, still: { static: { prefixes: ['0.0.0.0/0'] } }, far: { ipv4Namespace: 'other' } },
};
