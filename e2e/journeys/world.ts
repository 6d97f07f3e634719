import type { ApiServer } from '../cluster/target.ts';

export const CLUSTERS = ['sandbox', 'real'] as const;
export type ClusterName = (typeof CLUSTERS)[number];

/** What the journeys meet; started once, handed to the test processes through the environment. */
export interface World {
  readonly url: string;
  readonly password: string;
  readonly token: string;
  /** For repositories; removed at the end. */
  readonly folder: string;
  /** Null where it could not be had. */
  readonly clusters: Readonly<Record<ClusterName, ApiServer | null>>;
}

const VARIABLE = 'FABRIC_SYNC_JOURNEYS';

export function handOver(world: World): void {
  process.env[VARIABLE] = JSON.stringify(world);
}

export function world(): World {
  const text = process.env[VARIABLE];
  if (text === undefined) throw new Error('the journeys are started by Playwright with its global setup');
  return JSON.parse(text) as World;
}
