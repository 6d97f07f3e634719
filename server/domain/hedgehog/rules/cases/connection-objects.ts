import type { JsonObject } from '#server/domain/resource.ts';
import type { Objects } from './rule-case.ts';

export const connection = (spec: JsonObject, name = 'c-1'): Objects => ({ Connection: { [name]: spec } });

/** A fabric link by its two addresses; n is the port on both sides. */
export const fabric = (spineIp: string, leafIp: string, n = 1): JsonObject => ({
  fabric: {
    links: [
      { spine: { port: `spine-01/E1/${n}`, ip: spineIp }, leaf: { port: `leaf-01/E1/${n}`, ip: leafIp } },
    ],
  },
});
