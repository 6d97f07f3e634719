import type { Command } from '#server/cli/command.ts';
import { LIST_OPTIONS, limitOf, sayRest } from '#server/cli/list-options.ts';
import { stateLook } from '#server/cli/state-look.ts';
import { instantText, table } from '#server/cli/table.ts';
import { writeJson } from '#server/cli/terminal.ts';
import type { SyncState } from '#server/domain/sync-state.ts';
import type { Fabric } from '#server/domain/wire/fabric.ts';
import { PAGE_LIMIT_MAX } from '#server/domain/wire/list.ts';

/** A shell that completes a word waits no longer. */
const NAMES_LIMIT_MS = 3_000;

export const fabrics: Command = {
  name: 'fabrics',
  group: 'Look',
  summary: 'all fabrics, the most urgent first, with their state and why',
  operands: [],
  options: ['state', 'q', 'names', ...LIST_OPTIONS],
  details: `On a terminal the last column is cut to its width; --json and pipes have all of it.`,
  examples: [
    ['fabric-sync fabrics --state error --state out_of_sync', 'those that need a person'],
    [
      'fabric-sync fabrics --names | while read -r f; do fabric-sync sync "$f"; done',
      'start a sync of each fabric',
    ],
  ],
  async run({ api, options, terminal, paint }) {
    const names = options.names === true;
    const page = await api.call('GET /fabrics', {
      query: {
        limit: names && options.limit === undefined ? PAGE_LIMIT_MAX : limitOf(options),
        ...(options.state === undefined ? {} : { state: options.state as SyncState[] }),
        ...(options.q === undefined ? {} : { q: options.q }),
        ...(names ? { ordering: 'name' } : {}),
      },
      ...(names ? { limitMs: NAMES_LIMIT_MS } : {}),
    });
    if (options.json === true) writeJson(terminal, page);
    else if (names) terminal.out(page.results.map(({ name }) => `${name}\n`).join(''));
    else if (page.count === 0) terminal.err('No fabric is like that\n');
    else {
      const columns = [
        { title: 'FABRIC', text: ({ name }: Fabric) => name },
        { title: 'STATE', text: (each: Fabric) => each.sync_status_display, look: stateLook },
        { title: 'DRIFT', text: (each: Fabric) => String(each.drift_count) },
        {
          title: 'LAST SYNC',
          text: (each: Fabric) => (each.last_sync === null ? 'never' : instantText(each.last_sync)),
        },
        { title: 'WHY', text: (each: Fabric) => each.error_message ?? each.why },
      ];
      terminal.out(table(columns, page.results, terminal.columns, paint));
    }
    if (options.json !== true) sayRest(terminal, page);
    return 0;
  },
};
