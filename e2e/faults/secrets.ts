import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import { listAuditEvents } from '#server/services/history/list-audit-events.ts';
import { listTransitions } from '#server/services/history/list-transitions.ts';
import { readFabric } from '#server/services/fabrics/read-fabric.ts';
import { testFabricConnection } from '#server/services/fabrics/test-fabric-connection.ts';
import { listRepositories } from '#server/services/repositories/list-repositories.ts';
import { listRunResults } from '#server/services/runs/list-run-results.ts';
import { listRuns } from '#server/services/runs/list-runs.ts';
import { readSyncStatus } from '#server/services/sync/read-sync-status.ts';
import type { World } from './world.ts';

const PAGE = { limit: 1_000, offset: 0 };
const TABLES = ['events', 'runs', 'run_results', 'fabrics', 'repositories', 'resources'];

/** Everything that people, programs and log readers can see of one fabric, and the tables behind it. */
async function everythingSaid({ ctx, lines }: World, fabricId: number): Promise<Map<string, string>> {
  const { results: runs } = await listRuns(ctx, { ...PAGE, fabric_id: fabricId });
  const answers = {
    fabric: await readFabric(ctx, fabricId),
    status: await readSyncStatus(ctx, fabricId),
    test: await testFabricConnection(ctx, fabricId),
    runs,
    results: await Promise.all(runs.map(({ id }) => listRunResults(ctx, id, PAGE))),
    transitions: await listTransitions(ctx, { ...PAGE, fabric_id: fabricId }),
    audit: await listAuditEvents(ctx, { ...PAGE, fabric_id: fabricId }),
    repositories: await listRepositories(ctx, PAGE),
  };
  const rows = await Promise.all(
    TABLES.map(async (table) => {
      const found = await ctx.db.execute(sql`select to_jsonb(t) as row from ${sql.identifier(table)} t`);
      return [`table ${table}`, JSON.stringify(found)] as const;
    }),
  );
  return new Map([
    ['log', JSON.stringify(lines())],
    ...Object.entries(answers).map(([name, answer]) => [name, JSON.stringify(answer)] as const),
    ...rows,
  ]);
}

/** None of the canaries stands anywhere. @param values of objects: their own record (resources) may hold them */
export async function expectNoSecrets(
  world: World,
  fabricId: number,
  { secrets, values = [] }: { readonly secrets: readonly string[]; readonly values?: readonly string[] },
): Promise<void> {
  const said = await everythingSaid(world, fabricId);
  for (const [place, text] of said) {
    for (const secret of secrets) expect(text.includes(secret), `a secret in ${place}`).toBe(false);
    if (place === 'table resources') continue;
    for (const value of values) expect(text.includes(value), `an object's value in ${place}`).toBe(false);
  }
}
