import { firstOperand, type Command } from '#server/cli/command.ts';
import { API_OPTIONS, type OptionValues } from '#server/cli/options.ts';
import { endWords } from '#server/cli/run-words.ts';
import { SELECTION_OPTIONS, selectionOf } from '#server/cli/selection-options.ts';
import { writeJson } from '#server/cli/terminal.ts';
import { UsageError } from '#server/cli/usage-error.ts';
import { waitForRun } from '#server/cli/wait-for-run.ts';

export const sync: Command = {
  name: 'sync',
  group: 'Act',
  summary: 'start a sync',
  operands: ['fabric'],
  options: [...API_OPTIONS, ...SELECTION_OPTIONS, 'plan', 'wait', 'force', 'confirm-prune', 'reason'],
  details: `Says which run it started. With --wait it shows the progress on standard error, says what was done, and fails when
the run fails. Ctrl-C ends the waiting, not the run.

With --plan it does exactly what that plan says (see "plan"): the run reads both sides anew, and refuses before its first
write if anything moved since, naming it. A plan brings its own selection and --force.

With --kind, --name and --label only objects that meet all of them are written, as "plan" shows them. Such a run is
recorded as selective and never makes the fabric In Sync: nothing is claimed for the rest.`,
  examples: [
    ['fabric-sync sync dc1 --wait', 'sync, and say how it went'],
    ['fabric-sync sync dc1 --plan 8c1f3f0e-4a52-4f0c-9c59-6a8f1d4f2b11', 'exactly this plan'],
    ['fabric-sync sync dc1 --kind VPC --label team=net', 'only these objects'],
  ],
  async run(context) {
    const { api, options, terminal, paint } = context;
    const json = options.json === true;
    const asked = askedOf(options);
    const fabric = await api.findFabric(firstOperand(context));
    const started = await api.call('POST /fabrics/{id}/sync/trigger', {
      params: { id: fabric.id },
      body: {
        ...asked,
        confirm_prune: options['confirm-prune'] === true,
        ...(options.reason === undefined ? {} : { override_reason: options.reason }),
      },
    });
    if (options.wait !== true) {
      if (json) writeJson(terminal, started);
      else terminal.out(`${started.message}: ${started.task_id}\n`);
      return 0;
    }
    const ended = await waitForRun(context, { taskId: started.task_id, fabric: fabric.name });
    if (ended === null) return 130;
    if (json) writeJson(terminal, ended);
    else terminal.out(endWords(ended, paint));
    return ended.successful ? 0 : 1;
  },
};

/** A plan, or what a plan would have said. @throws UsageError */
function askedOf(options: OptionValues) {
  const selection = selectionOf(options);
  const { plan, force = false } = options;
  if (plan === undefined) return { force, ...(selection === undefined ? {} : { selection }) };
  if (selection !== undefined) throw new UsageError('--plan brings its own selection');
  if (force) throw new UsageError('--plan says by itself whether everything is applied again');
  return { plan_id: plan };
}
