import { and, eq, sql } from 'drizzle-orm';
import { fabrics, repositories } from '#db/schema/index.ts';
import { isAppError } from '#server/domain/app-error.ts';
import type { ConnectionTest, RepositoryInput } from '#server/domain/wire/repository.ts';
import type { RepositoryAccess } from '#server/git/access.ts';
import { testGitConnection } from '#server/git/test-connection.ts';
import { requireAllFabrics } from '#server/services/access.ts';
import type { Context } from '#server/services/context.ts';
import { checkRepository } from '#server/services/repositories/check-repository.ts';
import { findRepository } from '#server/services/repositories/present-repository.ts';
import { requireChangeable } from '#server/services/repositories/require-changeable.ts';
import { openSecrets } from '#server/secrets/repository-secrets.ts';
import { audit } from '#server/state/audit.ts';
import { notifyFabric } from '#server/state/notify.ts';

/** Nothing is kept of it, so it needs no folder of its own. */
const UNSAVED_ID = 0;

/**
 * Asks the Git host for the branch with the stored credentials and keeps what it said. A repository that does not answer is
 * an answer, not an error. @throws AppError NOT_FOUND
 */
export async function testRepository(ctx: Context, id: number): Promise<ConnectionTest> {
  await requireChangeable(ctx, id);
  const row = await findRepository(ctx, ctx.db, id);
  const test = await probe(ctx, { ...row, ...openSecrets(ctx.sealer, row) });
  await ctx.db.transaction(async (tx) => {
    const [kept] = await tx
      .update(repositories)
      .set({
        connectionStatus: test.successful ? 'connected' : 'failed',
        connectionError: test.successful ? null : test.message,
        checkedAt: sql`clock_timestamp()`,
        ...(test.successful ? { headCommit: test.detail } : {}),
      })
      // What was asked may have been changed meanwhile; then the answer is about another repository.
      .where(and(eq(repositories.id, id), eq(repositories.updatedAt, row.updatedAt)))
      .returning({ headCommit: repositories.headCommit });
    await audit(tx, {
      kind: 'repository.tested',
      subjectType: 'repository',
      subjectId: id,
      actor: ctx.actor.name,
      data: { successful: test.successful, code: test.code },
    });
    if (kept === undefined || kept.headCommit === row.headCommit) return;
    const users = await tx.select({ id: fabrics.id }).from(fabrics).where(eq(fabrics.gitRepositoryId, id));
    for (const fabric of users) await notifyFabric(tx, fabric.id);
  });
  return test;
}

/** The same with what a form holds; nothing is kept. @throws AppError FORBIDDEN, REQUEST_INVALID, ADDRESS_REFUSED */
export async function testUnsavedRepository(ctx: Context, input: RepositoryInput): Promise<ConnectionTest> {
  requireAllFabrics(ctx.actor);
  checkRepository(ctx, {
    url: input.url,
    authType: input.auth_type,
    username: input.username,
    hasToken: Boolean(input.token),
    hasSshKey: Boolean(input.ssh_private_key),
  });
  return await probe(ctx, {
    id: UNSAVED_ID,
    url: input.url,
    branch: input.branch,
    authType: input.auth_type,
    username: input.username,
    token: input.token || null,
    sshPrivateKey: input.ssh_private_key || null,
  });
}

async function probe(ctx: Context, remote: RepositoryAccess): Promise<ConnectionTest> {
  const started = performance.now();
  const duration = (): number => Math.round(performance.now() - started);
  try {
    const { commit } = await testGitConnection(remote, {
      dataDir: ctx.dataDir,
      outbound: ctx.outbound,
      allowFile: ctx.allowFileRepositories,
    });
    const message = `Connected: ${remote.branch} is at ${commit.slice(0, 7)}`;
    return { successful: true, message, code: null, advice: null, detail: commit, duration_ms: duration() };
  } catch (error) {
    if (!isAppError(error)) throw error;
    const { message, code, advice } = error;
    return { successful: false, message, code, advice, detail: null, duration_ms: duration() };
  }
}
