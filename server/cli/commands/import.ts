import { firstOperand, type Command } from '#server/cli/command.ts';
import { API_OPTIONS } from '#server/cli/options.ts';
import { plain } from '#server/cli/plain.ts';
import { endWords } from '#server/cli/run-words.ts';
import { writeJson } from '#server/cli/terminal.ts';
import { waitForRun } from '#server/cli/wait-for-run.ts';
import type { BodyOf } from '#server/client/client.ts';
import type { ImportPreview } from '#server/domain/wire/import.ts';

/** The API names those that there are not. */
type Kinds = BodyOf<'POST /fabrics/{id}/import'>['kinds'];

export const importFabric: Command = {
  name: 'import',
  group: 'Act',
  summary: "bring the cluster's objects into the inventory",
  operands: ['fabric'],
  options: [...API_OPTIONS, 'kind', 'name', 'dry-run', 'no-adopt', 'wait', 'reason'],
  details: `For fabrics whose desired state is the inventory. Objects that the inventory has otherwise are replaced by what the
cluster holds; look first with --dry-run. The objects become this fabric's: they are marked, and fields that kubectl and
other tools own are taken over, so that what later leaves the inventory leaves the cluster. An import never makes a fabric
In Sync. With --wait it waits for the end of the run, and fails when the run fails.`,
  examples: [
    ['fabric-sync import dc1 --dry-run', 'what would come in, and what would be replaced'],
    ['fabric-sync import dc1 --wait', 'bring it in, and say how it went'],
  ],
  async run(context) {
    const { api, options, terminal, paint } = context;
    const { kind, name, reason } = options;
    const json = options.json === true;
    const fabric = await api.findFabric(firstOperand(context));
    const answer = await api.call('POST /fabrics/{id}/import', {
      params: { id: fabric.id },
      body: {
        ...(kind === undefined ? {} : { kinds: kind as Kinds }),
        ...(name === undefined ? {} : { names: [...name] }),
        ...(reason === undefined ? {} : { override_reason: reason }),
        dry_run: options['dry-run'] === true,
        adopt: options['no-adopt'] !== true,
      },
    });
    if ('dry_run' in answer || options.wait !== true) {
      if (json) writeJson(terminal, answer);
      else if ('dry_run' in answer) terminal.out(previewWords(answer));
      else terminal.out(`${answer.message}: ${answer.task_id}\n`);
      return 0;
    }
    const ended = await waitForRun(context, { taskId: answer.task_id, fabric: fabric.name });
    if (ended === null) return 130;
    if (json) writeJson(terminal, ended);
    else terminal.out(endWords(ended, paint));
    return ended.successful ? 0 : 1;
  },
};

function previewWords({ counts, kinds, items, items_left: more, notes }: ImportPreview): string {
  const sum = (each: ImportPreview['counts']): string =>
    `${each.new} new, ${each.replaced} replaced, ${each.unchanged} unchanged, ${each.left_out} left out`;
  return [
    ...kinds.map((each) => `${each.kind}: ${sum(each)}`),
    ...items.map(({ kind, name, verdict, why }) => `  ${kind} ${plain(name)}: ${plain(why ?? verdict)}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...notes.map((note) => `Note: ${plain(note)}`),
    `In all: ${sum(counts)}`,
    '',
  ].join('\n');
}
