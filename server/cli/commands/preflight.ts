import { FABRIC_OPERAND, onlyOperand, type Command, type CommandContext } from '#server/cli/command.ts';
import { API_OPTIONS } from '#server/cli/options.ts';
import { missingManifests, preflightWords } from '#server/cli/preflight-words.ts';
import { preflight as answer, type Preflight } from '#server/domain/wire/preflight.ts';

export const preflight: Command = {
  name: 'preflight',
  summary: 'go through everything that a sync needs, without writing anything',
  operands: [FABRIC_OPERAND],
  options: [...API_OPTIONS, 'manifest', 'local'],
  details: `Fails when a check fails. With --local no app needs to run: the checks start from this machine, with the database,
key and addresses of the environment that the app would be started with (DATABASE_URL, FABRIC_SYNC_DATA_DIR …).`,
  async run(context) {
    const { options, terminal, paint } = context;
    const result = options.local === true ? await checkHere(context) : await askApp(context);
    if (options.json === true) terminal.out(`${JSON.stringify(result, null, 2)}\n`);
    else if (options.manifest === true) terminal.out(missingManifests(result));
    else terminal.out(preflightWords(result, paint));
    return result.passed ? 0 : 1;
  },
};

async function askApp(context: CommandContext): Promise<Preflight> {
  const { id } = await context.api.findFabric(onlyOperand(context));
  return await context.api.call('POST', `/fabrics/${id}/preflight`, answer, {});
}

/** Loaded only here: asking an app needs neither database nor cluster client. */
async function checkHere(context: CommandContext): Promise<Preflight> {
  const { preflightHere } = await import('#server/cli/local-app.ts');
  return await preflightHere(onlyOperand(context));
}
