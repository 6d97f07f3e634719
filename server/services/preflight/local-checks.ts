import { eq } from 'drizzle-orm';
import { pendingMigrationsIn } from '#db/migrate.ts';
import { repositories } from '#db/schema/index.ts';
import type { Verdict } from '#server/domain/preflight.ts';
import { testGitConnection } from '#server/git/test-connection.ts';
import { openSecrets } from '#server/secrets/repository-secrets.ts';
import type { PreflightSession } from '#server/services/preflight/preflight-session.ts';

export async function checkGit({ ctx, fabric, signal }: PreflightSession): Promise<Verdict> {
  if (fabric.gitRepositoryId === null) {
    return { status: 'ok', detail: 'The source is the inventory kept in this app' };
  }
  const [row] = await ctx.db.select().from(repositories).where(eq(repositories.id, fabric.gitRepositoryId));
  if (row === undefined)
    return { status: 'failed', detail: 'The repository is gone', advice: 'Choose another one' };
  const { commit } = await testGitConnection(
    { ...row, ...openSecrets(ctx.sealer, row) },
    { dataDir: ctx.dataDir, outbound: ctx.outbound, allowFile: ctx.allowFileRepositories, signal },
  );
  return { status: 'ok', detail: `${row.name} answers: ${row.branch} is at ${commit.slice(0, 7)}` };
}

export async function checkDatabase({ ctx }: PreflightSession): Promise<Verdict> {
  const pending = await pendingMigrationsIn(ctx.db);
  if (pending.length === 0) return { status: 'ok', detail: 'The schema is what this version needs' };
  return {
    status: 'failed',
    detail: `Not applied yet: ${pending.join(', ')}`,
    advice: 'Start the app once more: it migrates the database before anything else',
  };
}
