import { setTimeout as delay } from 'node:timers/promises';
import { CallFailed, type CliApi } from '#server/cli/api-client.ts';
import type { CommandContext, ExitCode } from '#server/cli/run-cli.ts';
import { run, triggered } from '#server/domain/wire/run.ts';
import type { z } from 'zod';

type Run = z.infer<typeof run>;

const POLL_MS = 1_000;
/** An app that restarts is back by then; the run goes on without us. */
const MOST_SILENCES = 30;

/** Triggers a run; with --wait shows how it goes on standard error and fails when it fails. */
export async function startSync({ api, args, terminal, paint }: CommandContext): Promise<ExitCode> {
  const fabric = await api.findFabric(args.fabric);
  const started = await api.call('POST', `/fabrics/${fabric.id}/sync/trigger`, triggered, {
    force: args.force,
    confirm_prune: args.confirmPrune,
  });
  if (!args.wait) {
    terminal.out(
      args.json ? `${JSON.stringify(started, null, 2)}\n` : `${started.message}: ${started.task_id}\n`,
    );
    return 0;
  }
  if (!args.json) terminal.err(`${started.task_id} waits for its end\n`);
  const ended = await untilEnded(api, started.task_id);
  terminal.out(args.json ? `${JSON.stringify(ended, null, 2)}\n` : runWords(ended, paint));
  return ended.successful ? 0 : 1;
}

async function untilEnded(api: CliApi, taskId: string): Promise<Run> {
  for (let silences = 0; ;) {
    try {
      const now = await api.call('GET', `/runs/${taskId}`, run);
      if (now.status !== 'pending' && now.status !== 'running') return now;
      silences = 0;
    } catch (error) {
      const mayPass = error instanceof CallFailed && (error.status === 0 || error.status >= 500);
      if (!mayPass || silences >= MOST_SILENCES) throw error;
      silences += 1;
    }
    await delay(POLL_MS);
  }
}

function runWords(ended: Run, paint: CommandContext['paint']): string {
  const { created, updated, deleted, unchanged, failed } = ended.counts;
  const counts = `${created} created, ${updated} updated, ${deleted} deleted, ${unchanged} unchanged, ${failed} failed`;
  const verdict = ended.successful ? paint('green', 'successful') : paint('red', ended.status);
  const why = [ended.error_message, ended.error_advice].filter((line) => line !== null && line !== '');
  return [`${ended.task_id}: ${verdict}`, counts, ...why].join('\n').concat('\n');
}
