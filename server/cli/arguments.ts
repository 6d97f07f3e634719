import { parseArgs, type ParseArgsConfig } from 'node:util';

/** The person typed something that means nothing; the message says what. */
export class UsageError extends Error {}

export const COMMANDS = ['preflight', 'status', 'sync'] as const;
export type CommandName = (typeof COMMANDS)[number];

export interface Arguments {
  readonly command: CommandName;
  /** Id or name. */
  readonly fabric: string;
  readonly json: boolean;
  readonly wait: boolean;
  readonly force: boolean;
  readonly confirmPrune: boolean;
  readonly manifest: boolean;
  readonly server: string | undefined;
  readonly token: string | undefined;
}

const OPTIONS = {
  json: { type: 'boolean' },
  wait: { type: 'boolean' },
  force: { type: 'boolean' },
  'confirm-prune': { type: 'boolean' },
  manifest: { type: 'boolean' },
  server: { type: 'string' },
  token: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies NonNullable<ParseArgsConfig['options']>;

const COMMON = ['json', 'server', 'token', 'help'];
const OPTIONS_OF: Readonly<Record<CommandName, readonly string[]>> = {
  preflight: [...COMMON, 'manifest'],
  status: COMMON,
  sync: [...COMMON, 'wait', 'force', 'confirm-prune'],
};

/** Null asks for the help. @throws UsageError */
export function parseArguments(argv: readonly string[]): Arguments | null {
  const { values, positionals } = parse(argv);
  const [command, fabric, ...rest] = positionals;
  if (values.help === true || command === undefined || command === 'help') return null;
  if (!isCommand(command)) throw new UsageError(`There is no command "${command}"`);
  if (fabric === undefined || fabric === '')
    throw new UsageError(`Name the fabric: fabric-sync ${command} <id or name>`);
  if (rest.length > 0) throw new UsageError(`"${rest[0]}" is one argument too many`);
  const strange = Object.keys(values).find((name) => !OPTIONS_OF[command].includes(name));
  if (strange !== undefined) throw new UsageError(`${command} has no option --${strange}`);
  if (values.server !== undefined && !/^https?:$/.test(URL.parse(values.server)?.protocol ?? '')) {
    throw new UsageError('--server takes the address of the app, such as https://sync.example');
  }
  return {
    command,
    fabric,
    json: values.json ?? false,
    wait: values.wait ?? false,
    force: values.force ?? false,
    confirmPrune: values['confirm-prune'] ?? false,
    manifest: values.manifest ?? false,
    server: values.server,
    token: values.token,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    if (error instanceof TypeError && 'code' in error) throw new UsageError(error.message);
    throw error;
  }
}

const isCommand = (word: string): word is CommandName => (COMMANDS as readonly string[]).includes(word);
