import type { CliApi } from '#server/cli/api-client.ts';
import { FABRIC_OPERAND, onlyOperand, type Command } from '#server/cli/command.ts';
import { API_OPTIONS } from '#server/cli/options.ts';
import { planWords } from '#server/cli/plan-words.ts';
import { SELECTION_OPTIONS, selectionOf } from '#server/cli/selection-options.ts';
import { PAGE_LIMIT_MAX, pageOf } from '#server/domain/wire/list.ts';
import { plan as answer, planItem, type PlanAnswer, type PlanItemAnswer } from '#server/domain/wire/plan.ts';

export const plan: Command = {
  name: 'plan',
  summary: 'what a sync would do now, without doing it',
  operands: [FABRIC_OPERAND],
  options: [...API_OPTIONS, ...SELECTION_OPTIONS, 'force', 'exit-status'],
  details: `Reads the desired state and the cluster anew, and writes nothing. Each object that is not as it should be has a line:
+ created, ~ updated (with its fields: live → desired), - deleted, ± replaced, ! in conflict, · skipped, and why. Below it
stand what the changes mean on the network and what would stop a sync. The plan is kept for an hour: "sync --plan" does
exactly what it says, or nothing if anything moved meanwhile.

With --kind, --name and --label only objects that meet all of them are planned. --name takes name, Kind/name or
Kind/namespace/name. Of one option given several times, any kind and any name will do; labels must all be there.

With --exit-status the exit code tells what there is to do: 0 nothing, 3 changes are pending or something stands against
them; 1 the plan could not be made, 2 wrong use.`,
  async run(context) {
    const { api, options, terminal, paint } = context;
    const selection = selectionOf(options);
    const fabric = await api.findFabric(onlyOperand(context));
    const made = await api.call('POST', `/fabrics/${fabric.id}/plan`, answer, {
      force: options.force === true,
      ...(selection === undefined ? {} : { selection }),
    });
    const items = await allItems(api, made);
    terminal.out(
      options.json === true
        ? `${JSON.stringify({ ...made, items }, null, 2)}\n`
        : planWords(made, items, paint),
    );
    const settled = !made.pending && made.blocked_by === null && made.counts.conflict === 0;
    return options['exit-status'] === true && !settled ? 3 : 0;
  },
};

async function allItems(api: CliApi, made: PlanAnswer): Promise<readonly PlanItemAnswer[]> {
  const items = [...made.items];
  while (items.length < made.items_total) {
    const path = `/fabrics/${made.fabric_id}/plans/${made.id}/items?limit=${PAGE_LIMIT_MAX}&offset=${items.length}`;
    const page = await api.call('GET', path, pageOf(planItem));
    if (page.results.length === 0) break;
    items.push(...page.results);
  }
  return items;
}
