import type { JsonObject } from '#server/domain/resource.ts';
import type { Objects } from './rule-case.ts';

export const SUBNET = { subnet: '10.0.1.0/24', gateway: '10.0.1.1', vlan: 1001 };

/** A VPC of one subnet, with what differs. */
export const one = (subnet: JsonObject, spec: JsonObject = {}): Objects => ({
  VPC: { 'vpc-1': { ...spec, subnets: { default: { ...SUBNET, ...subnet } } } },
});
export const hostBgp = (fields: JsonObject): Objects => one({ hostBGP: true, vlan: 0, ...fields });
