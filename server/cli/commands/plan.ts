import type { CliApi } from '#server/cli/api-client.ts';
import { firstOperand, type Command } from '#server/cli/command.ts';
import { API_OPTIONS } from '#server/cli/options.ts';
import { planWords } from '#server/cli/plan-words.ts';
import { writeJson } from '#server/cli/terminal.ts';
import { SELECTION_OPTIONS, selectionOf } from '#server/cli/selection-options.ts';
import { PAGE_LIMIT_MAX } from '#server/domain/wire/list.ts';
import type { PlanAnswer, PlanItemAnswer } from '#server/domain/wire/plan.ts';

export const plan: Command = {
  name: 'plan',
  group: 'Look',
  summary: 'what a sync would do now, without doing it',
  operands: ['fabric'],
  options: [...API_OPTIONS, ...SELECTION_OPTIONS, 'force', 'exit-status'],
  details: `Reads the desired state and the cluster anew, and writes nothing. Each object that is not as it should be has a line:
+ created, ~ updated (with its fields: live → desired), - deleted, ± replaced, ! in conflict, · skipped, and why. Below it
stand what the changes mean on the network and what would stop a sync. The plan is kept for an hour: "sync --plan" does
exactly what it says, or nothing if anything moved meanwhile.

With --kind, --name and --label only objects that meet all of them are planned. --name takes name, Kind/name or
Kind/namespace/name. Of one option given several times, any kind and any name will do; labels must all be there.

With --exit-status the exit code tells what there is to do: 0 nothing, 3 changes are pending or something stands against
them; 1 the plan could not be made, 2 wrong use.`,
  examples: [
    ['fabric-sync plan dc1', 'everything that a sync would do'],
    ['fabric-sync plan dc1 --exit-status > /dev/null || echo "not as it should be"', 'a check for CI'],
    ['fabric-sync plan dc1 --kind VPC --name vpc-1', 'one object'],
  ],
  async run(context) {
    const { api, options, terminal, paint } = context;
    const selection = selectionOf(options);
    const fabric = await api.findFabric(firstOperand(context));
    const made = await api.call('POST /fabrics/{id}/plan', {
      params: { id: fabric.id },
      body: { force: options.force === true, ...(selection === undefined ? {} : { selection }) },
    });
    const items = await allItems(api, made);
    if (options.json === true) writeJson(terminal, { ...made, items });
    else terminal.out(planWords(made, items, paint));
    const settled = !made.pending && made.blocked_by === null && made.counts.conflict === 0;
    return options['exit-status'] === true && !settled ? 3 : 0;
  },
};

async function allItems(api: CliApi, made: PlanAnswer): Promise<readonly PlanItemAnswer[]> {
  const items = [...made.items];
  while (items.length < made.items_total) {
    const page = await api.call('GET /fabrics/{id}/plans/{plan_id}/items', {
      params: { id: made.fabric_id, plan_id: made.id },
      query: { limit: PAGE_LIMIT_MAX, offset: items.length },
    });
    if (page.results.length === 0) break;
    items.push(...page.results);
  }
  return items;
}
