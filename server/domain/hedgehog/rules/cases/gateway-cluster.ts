import type { Objects } from './rule-case.ts';

/** The cluster that gateway peerings refer to. */
export const CLUSTER: Objects = {
  VPC: {
    'vpc-1': { subnets: { web: { subnet: '10.0.1.0/24', vlan: 1001 } } },
    'vpc-2': { subnets: { db: { subnet: '10.0.2.0/24', vlan: 1002 } } },
  },
  GatewayPeering: {
    other: { peering: { 'vpc-1': { expose: [{ ips: [{ cidr: '10.0.1.128/25' }] }] }, 'vpc-9': {} } },
  },
};
