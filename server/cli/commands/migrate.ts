import type { Command } from '#server/cli/command.ts';
import { writeJson } from '#server/cli/terminal.ts';

export const migrate: Command = {
  name: 'migrate',
  group: 'Set up',
  summary: 'bring the database to what this version needs',
  operands: [],
  options: ['json', 'help'],
  details: `Works on the database of the environment (DATABASE_URL, else the embedded one in FABRIC_SYNC_DATA_DIR), not through a
running app. Every start of the app does the same; any number of processes may do it at once.`,
  examples: [
    ['DATABASE_URL=postgres://… fabric-sync migrate', 'before the processes of a new version start'],
  ],
  async run({ options, terminal }) {
    const { migrateHere } = await import('#server/cli/local-app.ts');
    const applied = await migrateHere();
    if (options.json === true) writeJson(terminal, { applied });
    else if (applied.length === 0) terminal.out('The database is what this version needs\n');
    else terminal.out(`${applied.map((tag) => `Applied ${tag}`).join('\n')}\n`);
    return 0;
  },
};
