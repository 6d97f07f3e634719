import { eq, sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { auditEvents, fabrics, pushHooks, repositories } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { WEEKDAYS } from '#server/domain/window/sync-window.ts';
import { hostedPath, startGitHost } from '#server/git/sample-git-host.ts';
import { tick } from '#server/scheduler/tick.ts';
import { endRun, startRun } from '#server/services/fixtures/fabrics.ts';
import { createPushLooks, lookAtLatePushes } from '#server/services/push/push-looks.ts';
import { pushBench } from '#server/services/push/push-under-test.ts';
import { updateRepository } from '#server/services/repositories/update-repository.ts';

const { db } = await testDatabase();
const { ctx, repository, verified, fabric, runsOf, lastResult } = await pushBench(db);
const looks = createPushLooks(ctx);

/** What an event of the host leads to. */
async function pushed(id: number): Promise<string | null | undefined> {
  await looks.want(id);
  await looks.settled();
  return await lastResult(id);
}
const triggers = async (id: number) => (await runsOf(id)).map(({ triggerType }) => triggerType);

describe('a push', () => {
  test('starts the fabrics whose directory changed, and no other', async () => {
    const { git, id } = await repository();
    const one = await verified(id, 'one');
    const two = await verified(id, '/two/');
    const root = await verified(id, '/');
    await git.write({ 'one/vpc.yaml': 'a: 2\n' });
    const commit = await git.commit();

    expect(await pushed(id)).toBe(`main is at ${commit.slice(0, 7)}: 2 runs started, 1 unchanged`);

    expect(await triggers(one)).toEqual(['webhook']);
    expect(await triggers(two)).toEqual([]);
    expect(await triggers(root)).toEqual(['webhook']);
    expect(await runsOf(one)).toMatchObject([{ status: 'pending', actor: 'push event' }]);
    const [entry] = await db.select().from(auditEvents).where(eq(auditEvents.kind, 'repository.pushed'));
    expect(entry).toMatchObject({
      subjectId: String(id),
      actor: 'push event',
      data: { branch: 'main', commit, started: 2, waiting: 0 },
    });
  });

  test('that changed nothing below any directory starts nothing; nor does one that was seen', async () => {
    const { git, id } = await repository();
    const one = await verified(id, 'one');
    await git.write({ 'README.md': 'changed\n' });
    await git.commit();

    expect(await pushed(id)).toMatch(/: 1 unchanged$/);
    expect(await pushed(id)).toMatch(/: 1 unchanged$/);
    expect(await triggers(one)).toEqual([]);
  });

  test('a directory that vanished is a change, a file that moved within it too', async () => {
    const { git, id } = await repository();
    const one = await verified(id, 'one');
    const two = await verified(id, 'two');
    await git.git('rm', '-r', '--quiet', 'one');
    await git.git('mv', 'two/vpc.yaml', 'two/moved.yaml');
    await git.commit();

    expect(await pushed(id)).toMatch(/: 2 runs started$/);
    expect([await triggers(one), await triggers(two)]).toEqual([['webhook'], ['webhook']]);
  });

  test('by force: another history with the same content starts nothing, with another it does', async () => {
    const { git, id } = await repository();
    const one = await verified(id, 'one');
    await git.git('commit', '--quiet', '--amend', '-m', 'rewritten');

    expect(await pushed(id)).toMatch(/: 1 unchanged$/);

    await git.write({ 'one/vpc.yaml': 'a: 3\n' });
    await git.git('commit', '--quiet', '--amend', '--all', '-m', 'rewritten again');
    expect(await pushed(id)).toMatch(/: 1 run started$/);
    expect(await triggers(one)).toEqual(['webhook']);
  });

  test('ends a retry series and takes up a stopped schedule, but not one that refused credentials stopped', async () => {
    const { git, id } = await repository();
    const [series, stopped, refused] = [
      await verified(id, 'one'),
      await verified(id, 'one'),
      await verified(id, 'one'),
    ];
    const error = { syncError: 'x', retryAttempt: 2 };
    const inAnHour = new Date(Date.now() + 3_600_000);
    const set = (fabricId: number, values: Partial<typeof fabrics.$inferInsert>) =>
      db
        .update(fabrics)
        .set({ ...error, ...values })
        .where(eq(fabrics.id, fabricId));
    await set(series, { errorCode: 'K8S_NETWORK_TIMEOUT', retryAt: inAnHour });
    await set(stopped, { errorCode: 'GIT_YAML_INVALID', scheduleStopped: true });
    await set(refused, { errorCode: 'K8S_AUTH_INVALID_TOKEN', scheduleStopped: true });
    await git.write({ 'one/vpc.yaml': 'a: 2\n' });
    await git.commit();

    expect(await pushed(id)).toMatch(/: 2 runs started, 1 left alone$/);

    for (const each of [series, stopped]) {
      expect(await fabric(each)).toMatchObject({ scheduleStopped: false, retryAttempt: 0, retryAt: null });
    }
    expect(await fabric(refused)).toMatchObject({
      scheduleStopped: true,
      activeRunId: null,
      pushedTree: null,
    });
  });

  test('leaves disabled, unconfigured and manual fabrics alone', async () => {
    const { git, id } = await repository();
    const left = [
      await verified(id, 'one', { sync_enabled: false }),
      await verified(id, 'one', { kubernetes_server: '' }),
      await verified(id, 'one', { sync_interval: 0 }),
    ];
    await git.write({ 'one/vpc.yaml': 'a: 2\n' });
    await git.commit();

    expect(await pushed(id)).toMatch(/: 3 left alone$/);
    for (const each of left) {
      expect(await fabric(each)).toMatchObject({ pushedTree: null, activeRunId: null, wakeAt: null });
    }
  });

  test('waits for closed sync windows, and is gone when it is pushed back before they open', async () => {
    const { git, id } = await repository();
    const closed = {
      kind: 'block' as const,
      days: [...WEEKDAYS],
      start: '00:00',
      end: '24:00',
      time_zone: 'UTC',
    };
    const waiting = await verified(id, 'one');
    await db
      .update(fabrics)
      .set({ syncWindows: [closed] })
      .where(eq(fabrics.id, waiting));
    await git.write({ 'one/vpc.yaml': 'a: 2\n' });
    await git.commit();

    expect(await pushed(id)).toMatch(/: 1 waiting to start$/);
    expect(await triggers(waiting)).toEqual([]);
    expect((await fabric(waiting)).pushedTree).not.toBeNull();

    await git.git('revert', '--no-edit', 'HEAD');
    expect(await pushed(id)).toMatch(/: 1 unchanged$/);
    expect((await fabric(waiting)).pushedTree).toBeNull();
  });

  test('during a run is taken up when it ends, at once, whatever became of it', async () => {
    const { git, id } = await repository();
    const busy = await verified(id, 'one');
    const lease = await startRun(ctx, busy);
    await git.write({ 'one/vpc.yaml': 'a: 2\n' });
    await git.commit();

    expect(await pushed(id)).toMatch(/: 1 waiting to start$/);
    await endRun(db, busy, lease, {
      type: 'failed',
      code: 'K8S_NETWORK_TIMEOUT',
      message: 'no answer',
      advice: 'wait',
    });
    await tick(db, ctx.log);

    expect(await triggers(busy)).toEqual(['manual', 'webhook']);
    expect(await fabric(busy)).toMatchObject({ pushedTree: null, retryAt: null, retryAttempt: 0 });
  });
});

describe('Git is asked', () => {
  test('once for many pushes, and once more for those that came meanwhile', async () => {
    const { git, id } = await repository();
    let requests = 0;
    let open = (): void => {};
    const opened = new Promise<void>((resolve) => (open = resolve));
    const host = await startGitHost({
      repository: git.folder,
      before: async ({ url = '' }) => {
        if (url.includes('info/refs')) requests += 1;
        await opened;
        return false;
      },
    });
    try {
      await updateRepository(ctx, id, { url: `http://127.0.0.1:${host.port}${hostedPath(git.folder)}` });
      const [web, other] = [createPushLooks(ctx), createPushLooks(ctx)];
      await web.want(id);
      await expect.poll(() => requests).toBe(1);

      for (let count = 0; count < 25; count += 1) await Promise.all([web.want(id), other.want(id)]);
      expect(requests).toBe(1);
      open();
      await Promise.all([web.settled(), other.settled()]);

      // The first look: the head, and the fetch of what is new. The second: the head, which is here already.
      expect(requests).toBeLessThanOrEqual(3);
      expect(await lastResult(id)).toMatch(/no fabric uses it$/);
      const [hook] = await db.select().from(pushHooks).where(eq(pushHooks.repositoryId, id));
      expect(hook).toMatchObject({ lookWantedAt: null, lookLeaseUntil: null });
    } finally {
      open();
      await host.close();
    }
  });

  test('by another process where the one that received the push died', async () => {
    const { git, id } = await repository();
    const one = await verified(id, 'one');
    await git.write({ 'one/vpc.yaml': 'a: 2\n' });
    await git.commit();
    const wish = (lease: string) =>
      db.execute(sql`
        update push_hooks set look_wanted_at = clock_timestamp() - interval '1 minute',
          look_lease_until = clock_timestamp() + ${lease}::interval
        where repository_id = ${id}`);

    await wish('1 minute');
    expect(await lookAtLatePushes(ctx)).toBe(0);
    await wish('-1 second');
    await Promise.all([lookAtLatePushes(ctx), lookAtLatePushes(ctx), lookAtLatePushes(ctx)]);

    expect(await triggers(one)).toEqual(['webhook']);
    expect(await lookAtLatePushes(ctx)).toBe(0);
  });

  test('in vain where it does not answer: nothing is started, and the result says so', async () => {
    const { git, id } = await repository();
    const one = await verified(id, 'one');
    await git.git('branch', '-m', 'main', 'trunk');

    expect(await pushed(id)).toMatch(/main.*: nothing was started$/);
    expect(await triggers(one)).toEqual([]);
    expect(await lookAtLatePushes(ctx)).toBe(0);
  });

  test('and what it said of a repository that was changed meanwhile is left', async () => {
    const { git, id } = await repository();
    const one = await verified(id, 'one');
    const host = await startGitHost({
      repository: git.folder,
      before: async () => {
        await db.execute(sql`update repositories set version = version + 1 where id = ${id}`);
        return false;
      },
    });
    try {
      // Past the verb, which would begin anew with another address.
      const url = `http://127.0.0.1:${host.port}${hostedPath(git.folder)}`;
      await db.update(repositories).set({ url }).where(eq(repositories.id, id));
      await git.write({ 'one/vpc.yaml': 'a: 2\n' });
      await git.commit();

      expect(await pushed(id)).toBe('The repository was changed meanwhile');
      expect(await triggers(one)).toEqual([]);
    } finally {
      await host.close();
    }
  });
});
