import { FABRIC_OPERAND, onlyOperand, type Command } from '#server/cli/command.ts';
import { API_OPTIONS } from '#server/cli/options.ts';
import type { Paint } from '#server/cli/paint.ts';
import { untilEnded } from '#server/cli/until-ended.ts';
import { importAnswer, type ImportPreview } from '#server/domain/wire/import.ts';
import type { Run } from '#server/domain/wire/run.ts';

export const importFabric: Command = {
  name: 'import',
  summary: "bring the cluster's objects into the inventory",
  operands: [FABRIC_OPERAND],
  options: [...API_OPTIONS, 'kind', 'name', 'dry-run', 'no-adopt', 'wait'],
  details: `For fabrics whose desired state is the inventory. Objects that the inventory has otherwise are replaced by what the
cluster holds; look first with --dry-run. The objects become this fabric's: they are marked, and fields that kubectl and
other tools own are taken over, so that what later leaves the inventory leaves the cluster. An import never makes a fabric
In Sync. With --wait it waits for the end of the run, and fails when the run fails.`,
  async run(context) {
    const { api, options, terminal, paint } = context;
    const { kind, name } = options;
    const fabric = await api.findFabric(onlyOperand(context));
    const answer = await api.call('POST', `/fabrics/${fabric.id}/import`, importAnswer, {
      ...(kind === undefined ? {} : { kinds: kind }),
      ...(name === undefined ? {} : { names: name }),
      dry_run: options['dry-run'] === true,
      adopt: options['no-adopt'] !== true,
    });
    const say = (value: object, words: () => string): void =>
      terminal.out(options.json === true ? `${JSON.stringify(value, null, 2)}\n` : words());
    if ('dry_run' in answer) {
      say(answer, () => previewWords(answer));
      return 0;
    }
    if (options.wait !== true) {
      say(answer, () => `${answer.message}: ${answer.task_id}\n`);
      return 0;
    }
    if (options.json !== true) terminal.err(`${answer.task_id} waits for its end\n`);
    const ended = await untilEnded(api, answer.task_id);
    say(ended, () => importWords(ended, paint));
    return ended.successful ? 0 : 1;
  },
};

function previewWords({ counts, kinds, items, items_left: more, notes }: ImportPreview): string {
  const sum = (each: ImportPreview['counts']): string =>
    `${each.new} new, ${each.replaced} replaced, ${each.unchanged} unchanged, ${each.left_out} left out`;
  return [
    ...kinds.map((each) => `${each.kind}: ${sum(each)}`),
    ...items.map(({ kind, name, verdict, why }) => `  ${kind} ${name}: ${why ?? verdict}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...notes.map((note) => `Note: ${note}`),
    `In all: ${sum(counts)}`,
    '',
  ].join('\n');
}

function importWords(ended: Run, paint: Paint): string {
  const { desired, updated, skipped, failed } = ended.counts;
  const verdict = ended.successful ? paint('green', 'successful') : paint('red', ended.status);
  const why = [ended.error_message, ended.error_advice].filter((line) => line !== null && line !== '');
  const counts = `${desired} imported, ${updated} adopted, ${skipped} left out, ${failed} failed`;
  return [`${ended.task_id}: ${verdict}`, counts, ...why, ''].join('\n');
}
