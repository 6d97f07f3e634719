import type { JsonObject } from '#server/domain/resource.ts';
import type { Objects } from './rule-case.ts';

export const BGP = {
  external: 'bgp',
  connection: 'c-external',
  switch: { ip: '100.1.10.1/24', vlan: 10 },
  neighbor: { asn: 64102, ip: '100.1.10.6' },
};

/** A BGP attachment with what differs. */
export const bgp = (fields: JsonObject): Objects => ({
  ExternalAttachment: { 'x-1': { ...BGP, ...fields } },
});
