import type { JsonObject } from '#server/domain/resource.ts';

/** The member of `spec` that says what a Connection is; exactly one is set, and it cannot change. */
export const CONNECTION_TYPES = [
  'unbundled',
  'bundled',
  'eslag',
  'mclag',
  'mclagDomain',
  'fabric',
  'mesh',
  'gateway',
  'vpcLoopback',
  'external',
  'staticExternal',
] as const;
export type ConnectionType = (typeof CONNECTION_TYPES)[number];

/** The type of a Connection; null when none of the known members is there. */
export function connectionType(spec: JsonObject): ConnectionType | null {
  return CONNECTION_TYPES.find((type) => Object.hasOwn(spec, type) && spec[type] !== null) ?? null;
}
