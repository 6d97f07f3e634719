import { FABRIC_OPERAND, onlyOperand, type Command } from '#server/cli/command.ts';
import { API_OPTIONS, type OptionValues } from '#server/cli/options.ts';
import { SELECTION_OPTIONS, selectionOf } from '#server/cli/selection-options.ts';
import { UsageError } from '#server/cli/usage-error.ts';
import { selectionText } from '#server/domain/plan/selection.ts';
import type { Paint } from '#server/cli/paint.ts';
import { untilEnded } from '#server/cli/until-ended.ts';
import { triggered, type Run } from '#server/domain/wire/run.ts';

export const sync: Command = {
  name: 'sync',
  summary: 'start a sync',
  operands: [FABRIC_OPERAND],
  options: [...API_OPTIONS, ...SELECTION_OPTIONS, 'plan', 'wait', 'force', 'confirm-prune'],
  details: `Says which run it started. With --wait it waits for the end of the run, and fails when the run fails.

With --plan it does exactly what that plan says (see "plan"): the run reads both sides anew, and refuses before its first
write if anything moved since, naming it. A plan brings its own selection and --force.

With --kind, --name and --label only objects that meet all of them are written, as "plan" shows them. Such a run is
recorded as selective and never makes the fabric In Sync: nothing is claimed for the rest.`,
  async run(context) {
    const { api, options, terminal, paint } = context;
    const json = options.json === true;
    const asked = askedOf(options);
    const fabric = await api.findFabric(onlyOperand(context));
    const started = await api.call('POST', `/fabrics/${fabric.id}/sync/trigger`, triggered, {
      ...asked,
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

/** A plan, or what a plan would have said. @throws UsageError */
function askedOf(options: OptionValues): object {
  const selection = selectionOf(options);
  const { plan, force = false } = options;
  if (plan === undefined) return { force, ...(selection === undefined ? {} : { selection }) };
  if (selection !== undefined) throw new UsageError('--plan brings its own selection');
  if (force) throw new UsageError('--plan says by itself whether everything is applied again');
  return { plan_id: plan };
}

function runWords(ended: Run, paint: Paint): string {
  const { created, updated, deleted, unchanged, failed } = ended.counts;
  const counts = `${created} created, ${updated} updated, ${deleted} deleted, ${unchanged} unchanged, ${failed} failed`;
  const verdict = ended.successful ? paint('green', 'successful') : paint('red', ended.status);
  const why = [ended.error_message, ended.error_advice].filter((line) => line !== null && line !== '');
  const only =
    ended.selection === null
      ? []
      : [`Selective (${selectionText(ended.selection)}): nothing is claimed for the rest`];
  return [`${ended.task_id}: ${verdict}`, counts, ...only, ...why].join('\n').concat('\n');
}
