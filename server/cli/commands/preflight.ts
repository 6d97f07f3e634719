import { firstOperand, type Command, type CommandContext } from '#server/cli/command.ts';
import { API_OPTIONS } from '#server/cli/options.ts';
import { missingManifests, preflightWords } from '#server/cli/preflight-words.ts';
import { writeJson } from '#server/cli/terminal.ts';
import type { Preflight } from '#server/domain/wire/preflight.ts';

export const preflight: Command = {
  name: 'preflight',
  group: 'Look',
  summary: 'go through everything that a sync needs, without writing anything',
  operands: ['fabric'],
  options: [...API_OPTIONS, 'manifest', 'local'],
  details: `Fails when a check fails. With --local no app needs to run: the checks start from this machine, with the database,
key and addresses of the environment that the app would be started with (DATABASE_URL, FABRIC_SYNC_DATA_DIR …).`,
  examples: [
    ['fabric-sync preflight dc1', 'the checklist, what needs a person first'],
    ['fabric-sync preflight dc1 --manifest | kubectl apply -f -', 'grant what is missing'],
  ],
  async run(context) {
    const { options, terminal, paint } = context;
    const result = options.local === true ? await checkHere(context) : await askApp(context);
    if (options.json === true) writeJson(terminal, result);
    else if (options.manifest === true) terminal.out(missingManifests(result));
    else terminal.out(preflightWords(result, paint));
    return result.passed ? 0 : 1;
  },
};

async function askApp(context: CommandContext): Promise<Preflight> {
  const { id } = await context.api.findFabric(firstOperand(context));
  return await context.api.call('POST /fabrics/{id}/preflight', { params: { id } });
}

/** Loaded only here: asking an app needs neither database nor cluster client. */
async function checkHere(context: CommandContext): Promise<Preflight> {
  const { preflightHere } = await import('#server/cli/local-app.ts');
  return await preflightHere(firstOperand(context));
}
