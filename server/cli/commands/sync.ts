import { setTimeout as delay } from 'node:timers/promises';
import { CallFailed, type CliApi } from '#server/cli/api-client.ts';
import { FABRIC_OPERAND, onlyOperand, type Command } from '#server/cli/command.ts';
import { API_OPTIONS } from '#server/cli/options.ts';
import type { Paint } from '#server/cli/paint.ts';
import { run, triggered } from '#server/domain/wire/run.ts';
import type { z } from 'zod';

type Run = z.infer<typeof run>;

const POLL_MS = 1_000;
/** An app that restarts is back by then; the run goes on without us. */
const MOST_SILENCES = 30;

export const sync: Command = {
  name: 'sync',
  summary: 'start a sync',
  operands: [FABRIC_OPERAND],
  options: [...API_OPTIONS, 'wait', 'force', 'confirm-prune'],
  details:
    'Says which run it started. With --wait it shows on standard error how the run goes on, and fails when the run fails.',
  async run(context) {
    const { api, options, terminal, paint } = context;
    const json = options.json === true;
    const fabric = await api.findFabric(onlyOperand(context));
    const started = await api.call('POST', `/fabrics/${fabric.id}/sync/trigger`, triggered, {
      force: options.force === true,
      confirm_prune: options['confirm-prune'] === true,
    });
    if (options.wait !== true) {
      terminal.out(
        json ? `${JSON.stringify(started, null, 2)}\n` : `${started.message}: ${started.task_id}\n`,
      );
      return 0;
    }
    if (!json) terminal.err(`${started.task_id} waits for its end\n`);
    const ended = await untilEnded(api, started.task_id);
    terminal.out(json ? `${JSON.stringify(ended, null, 2)}\n` : runWords(ended, paint));
    return ended.successful ? 0 : 1;
  },
};

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

function runWords(ended: Run, paint: Paint): string {
  const { created, updated, deleted, unchanged, failed } = ended.counts;
  const counts = `${created} created, ${updated} updated, ${deleted} deleted, ${unchanged} unchanged, ${failed} failed`;
  const verdict = ended.successful ? paint('green', 'successful') : paint('red', ended.status);
  const why = [ended.error_message, ended.error_advice].filter((line) => line !== null && line !== '');
  return [`${ended.task_id}: ${verdict}`, counts, ...why].join('\n').concat('\n');
}
