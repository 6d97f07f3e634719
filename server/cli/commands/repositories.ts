import type { Command } from '#server/cli/command.ts';
import { LIST_OPTIONS, limitOf, sayRest } from '#server/cli/list-options.ts';
import { table } from '#server/cli/table.ts';
import { writeJson } from '#server/cli/terminal.ts';
import type { Repository } from '#server/domain/wire/repository.ts';

const LOOKS = { connected: 'green', failed: 'red', unknown: 'dim' } as const satisfies Record<
  Repository['connection_status'],
  string
>;

export const repositories: Command = {
  name: 'repositories',
  group: 'Look',
  summary: 'the Git repositories, and whether they are reached',
  operands: [],
  options: ['q', ...LIST_OPTIONS],
  examples: [['fabric-sync repositories', 'all of them']],
  async run({ api, options, terminal, paint }) {
    const page = await api.call('GET /repositories', {
      query: { limit: limitOf(options), ...(options.q === undefined ? {} : { q: options.q }) },
    });
    if (options.json === true) {
      writeJson(terminal, page);
      return 0;
    }
    const columns = [
      { title: 'REPOSITORY', text: ({ name }: Repository) => name },
      { title: 'BRANCH', text: ({ branch }: Repository) => branch },
      {
        title: 'CONNECTION',
        text: (each: Repository) => each.connection_status,
        look: (each: Repository) => LOOKS[each.connection_status],
      },
      { title: 'COMMIT', text: (each: Repository) => each.head_commit?.slice(0, 7) ?? '' },
      { title: 'FABRICS', text: (each: Repository) => String(each.fabric_count) },
      {
        title: 'URL',
        text: ({ url, connection_error: fault }: Repository) => (fault === null ? url : `${url}: ${fault}`),
      },
    ];
    if (page.count === 0) terminal.err('There is no such repository\n');
    else terminal.out(table(columns, page.results, terminal.columns, paint));
    sayRest(terminal, page);
    return 0;
  },
};
