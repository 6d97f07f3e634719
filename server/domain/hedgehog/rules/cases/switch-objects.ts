import type { JsonObject } from '#server/domain/resource.ts';
import type { Objects } from './rule-case.ts';

const LEAF = {
  role: 'server-leaf',
  profile: 'vs',
  asn: 65101,
  ip: '172.30.0.10/21',
  protocolIP: '172.30.8.3/32',
  vtepIP: '172.30.12.1/32',
};
export const SECOND_LEAF = {
  ...LEAF,
  asn: 65102,
  ip: '172.30.0.11/21',
  protocolIP: '172.30.8.4/32',
  vtepIP: '172.30.12.2/32',
};
export const ESLAG = { redundancy: { group: 'eslag-1', type: 'eslag' } };

export const leaf = (fields: JsonObject): Objects => ({ Switch: { 'leaf-01': { ...LEAF, ...fields } } });
export const leaves = (fields: JsonObject, first: JsonObject = {}): Objects => ({
  Switch: { 'leaf-01': { ...LEAF, ...first }, 'leaf-02': { ...SECOND_LEAF, ...fields } },
});
