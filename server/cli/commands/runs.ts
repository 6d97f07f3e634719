import type { Command } from '#server/cli/command.ts';
import { LIST_OPTIONS, limitOf, sayRest } from '#server/cli/list-options.ts';
import { changedWords, runLook, tookWords } from '#server/cli/run-words.ts';
import { instantText, table } from '#server/cli/table.ts';
import { writeJson } from '#server/cli/terminal.ts';
import type { Run } from '#server/domain/wire/run.ts';
import type { RunStatus } from '#server/domain/words.ts';

export const runs: Command = {
  name: 'runs',
  group: 'Look',
  summary: 'runs, newest first, of one fabric or of all',
  operands: [],
  optional: ['fabric'],
  options: ['status', ...LIST_OPTIONS],
  examples: [
    ['fabric-sync runs dc1 --limit 5', 'the last five of dc1'],
    ['fabric-sync runs --status failed --json', 'what failed anywhere, for a program'],
  ],
  async run({ api, operands: [named], options, terminal, paint }) {
    const limit = limitOf(options);
    const fabric = named === undefined ? null : await api.findFabric(named);
    const page = await api.call('GET /runs', {
      query: {
        limit,
        ...(fabric === null ? {} : { fabric_id: [fabric.id] }),
        ...(options.status === undefined ? {} : { status: options.status as RunStatus[] }),
      },
    });
    if (options.json === true) {
      writeJson(terminal, page);
      return 0;
    }
    const columns = [
      { title: 'RUN', text: (each: Run) => each.task_id },
      ...(fabric === null ? [{ title: 'FABRIC', text: (each: Run) => each.fabric_name }] : []),
      { title: 'KIND', text: ({ kind }: Run) => kind },
      { title: 'STATUS', text: ({ status }: Run) => status, look: runLook },
      { title: 'QUEUED', text: (each: Run) => instantText(each.queued_at) },
      { title: 'TOOK', text: ({ duration_ms: ms }: Run) => (ms === null ? '' : tookWords(ms)) },
      {
        title: 'CHANGED',
        text: (each: Run) =>
          changedWords(each) + (each.error_message === null ? '' : `; ${each.error_message}`),
      },
    ];
    if (page.count === 0) terminal.err('There is no such run\n');
    else terminal.out(table(columns, page.results, terminal.columns, paint));
    sayRest(terminal, page);
    return 0;
  },
};
