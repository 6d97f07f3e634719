import type { Command } from '#server/cli/command.ts';

export const migrate: Command = {
  name: 'migrate',
  summary: 'bring the database to what this version needs',
  operands: [],
  options: ['json', 'help'],
  details: `Works on the database of the environment (DATABASE_URL, else the embedded one in FABRIC_SYNC_DATA_DIR), not through a
running app. Every start of the app does the same; any number of processes may do it at once.`,
  async run({ options, terminal }) {
    const { migrateHere } = await import('#server/cli/local-app.ts');
    const applied = await migrateHere();
    if (options.json === true) terminal.out(`${JSON.stringify({ applied })}\n`);
    else if (applied.length === 0) terminal.out('The database is what this version needs\n');
    else terminal.out(`${applied.map((tag) => `Applied ${tag}`).join('\n')}\n`);
    return 0;
  },
};
