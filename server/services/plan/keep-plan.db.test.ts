import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { fabrics, planItems, plans } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import type { PlanItemAnswer } from '#server/domain/wire/plan.ts';
import { auditRows, endRun, newFabric, testContext, TRIGGER } from '#server/services/fixtures/fabrics.ts';
import { keepPlan, removeExpiredPlans } from '#server/services/plan/keep-plan.ts';
import { listPlanItems } from '#server/services/plan/list-plan-items.ts';
import { readPlan } from '#server/services/plan/read-plan.ts';
import { triggerSync } from '#server/services/sync/trigger-sync.ts';
import { claimRuns } from '#server/jobs/claim.ts';

const { db } = await testDatabase();
const ctx = testContext(db);

beforeEach(() => db.delete(fabrics));

const COUNTS = { create: 0, update: 0, delete: 0, replace: 0, conflict: 0, skipped: 0, unchanged: 0 };
const HEADER = {
  summary: '0 create, 0 update, 0 delete',
  counts: COUNTS,
  by_kind: [],
  pending: false,
  blocked_by: null,
  needs_confirm_prune: false,
  findings: [],
  impact: [],
  notes: [],
};
const item = (n: number): PlanItemAnswer => ({
  kind: n % 2 === 0 ? 'VPC' : 'Server',
  namespace: 'default',
  name: `object-${n}`,
  api_version: 'v1',
  action: n % 3 === 0 ? 'delete' : 'create',
  reason: 'because',
  changes: [],
  conflicts: [],
  waits_for: [],
  level: 1,
  adopt: false,
  desired: null,
});
const keep = (fabricId: number, { actor = 'ann', items = 0, selection = false, force = false } = {}) =>
  keepPlan(db, {
    fabricId,
    actor,
    commit: null,
    asked: { force, selection: selection ? { kinds: ['VPC'] } : null },
    basis: { settings: {}, objects: [] },
    header: HEADER,
    items: Array.from({ length: items }, (_, n) => item(n)),
  });
const keptIds = async (fabricId: number): Promise<string[]> => {
  const rows = await db.select({ id: plans.id }).from(plans).where(eq(plans.fabricId, fabricId));
  return rows.map(({ id }) => id).sort();
};
const expire = (id: string) =>
  db
    .update(plans)
    .set({ expiresAt: new Date(Date.now() - 1_000) })
    .where(eq(plans.id, id));

describe('a plan that is kept', () => {
  test('is read as it was made, its items in their order, over many statements', async () => {
    const { id, name } = await newFabric(ctx);

    const plan = await readPlan(ctx, id, await keep(id, { items: 2_345, selection: true }));

    expect(plan).toMatchObject({
      ...HEADER,
      fabric_name: name,
      created_by: 'ann',
      source: 'inventory',
      items_total: 2_345,
    });
    expect(plan.items).toHaveLength(200);
    expect(Date.parse(plan.expires_at) - Date.parse(plan.created_at)).toBeCloseTo(3_600_000, -2);
    const query = { limit: 3, offset: 2_342 };
    const { results } = await listPlanItems(ctx, id, plan.id, query);
    expect(results.map((each) => each.name)).toEqual(['object-2342', 'object-2343', 'object-2344']);
    const deleted = await listPlanItems(ctx, id, plan.id, {
      ...query,
      offset: 0,
      kind: 'VPC',
      action: 'delete',
    });
    expect(deleted).toMatchObject({ count: 391, results: [item(0), item(6), item(12)] });
    expect((await auditRows(db, id)).at(-1)).toMatchObject({
      kind: 'plan.made',
      data: { selection: 'kind VPC' },
    });
  });

  test("pushes out its maker's oldest beyond five, nobody else's", async () => {
    const { id } = await newFabric(ctx);
    const bobs = await keep(id, { actor: 'bob' });
    const anns: string[] = [];
    for (let n = 0; n < 7; n += 1) anns.push(await keep(id));

    expect(await keptIds(id)).toEqual([bobs, ...anns.slice(2)].sort());
  });

  test("pushes out the oldest of the fabric beyond twenty, no other fabric's", async () => {
    const { id } = await newFabric(ctx);
    const other = await newFabric(ctx);
    const theirs = await keep(other.id);
    const all: string[] = [];
    for (let n = 0; n < 22; n += 1) all.push(await keep(id, { actor: `person-${n}` }));

    expect(await keptIds(id)).toEqual(all.slice(2).sort());
    expect(await keptIds(other.id)).toEqual([theirs]);
  });

  test('goes with its fabric', async () => {
    const { id } = await newFabric(ctx);
    await keep(id, { items: 2 });

    await db.delete(fabrics).where(eq(fabrics.id, id));

    expect(await db.select().from(planItems)).toEqual([]);
  });
});

describe('after its hour', () => {
  test('it is not there to be read, nor to be applied', async () => {
    const { id } = await newFabric(ctx);
    const plan = await keep(id);
    await expire(plan);

    await expect(readPlan(ctx, id, plan)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(triggerSync(ctx, id, { ...TRIGGER, plan_id: plan })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(/^The plan expired at .*; make a new one and look at it$/) as string,
    });
  });

  test('it is removed, so many at once, unless a run is still held to it', async () => {
    const { id } = await newFabric(ctx);
    const used = await keep(id, { actor: 'a' });
    const { task_id } = await triggerSync(ctx, id, { ...TRIGGER, plan_id: used });
    expect(task_id).toMatch(/^sync_fabric_/);
    const rest = [await keep(id), await keep(id), await keep(id)];
    const young = await keep(id, { actor: 'c' });
    for (const each of [used, ...rest]) await expire(each);

    const removed = [];
    for (let round = 0; round < 3; round += 1) removed.push(await removeExpiredPlans(db, 2));
    expect(removed).toEqual([2, 1, 0]);
    expect(await keptIds(id)).toEqual([used, young].sort());

    const [run] = await claimRuns(db, 'w', 1);
    await endRun(db, id, { runId: run!.id, worker: 'w', attempt: run!.attempt }, { type: 'refused' });
    expect(await removeExpiredPlans(db, 2)).toBe(1);
    expect(await keptIds(id)).toEqual([young]);
  });
});

test('a run of a plan has its selection and its force, whatever else is asked', async () => {
  const { id } = await newFabric(ctx);
  const plan = await keep(id, { selection: true, force: true });

  await triggerSync(ctx, id, { ...TRIGGER, plan_id: plan });

  expect(await claimRuns(db, 'w', 1)).toHaveLength(1);
  const [audit] = (await auditRows(db, id)).slice(-1);
  expect(audit).toMatchObject({
    kind: 'run.triggered',
    data: { plan_id: plan, force: true, selection: 'kind VPC' },
  });
});
