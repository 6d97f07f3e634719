import type { ParseArgsConfig } from 'node:util';

interface Option {
  readonly type: 'boolean' | 'string';
  readonly short?: string;
  /** May be given several times. */
  readonly multiple?: true;
  /** What stands for the value in the help. */
  readonly value?: string;
  readonly help: string;
}

/** Every option of every command; a word means the same wherever it is taken. */
export const OPTIONS = {
  json: { type: 'boolean', help: 'write JSON instead of words' },
  local: { type: 'boolean', help: 'work on the database of this machine, not through a running app' },
  manifest: {
    type: 'boolean',
    help: 'write only the manifests that grant what is missing, for kubectl apply -f -',
  },
  wait: { type: 'boolean', help: 'wait for the end of the run; fails when the run fails' },
  force: { type: 'boolean', help: 'apply every resource again' },
  kind: { type: 'string', multiple: true, value: 'kind', help: 'only objects of this kind' },
  name: { type: 'string', multiple: true, value: 'name', help: 'only the object of this name' },
  label: { type: 'string', multiple: true, value: 'key=value', help: 'only objects with this label' },
  'dry-run': { type: 'boolean', help: 'only say what would be done' },
  'no-adopt': {
    type: 'boolean',
    help: 'leave the cluster as it is; the next sync marks the objects as ours',
  },
  source: {
    type: 'string',
    value: 'source',
    help: 'desired (what is wanted) or live (what the cluster holds)',
  },
  output: {
    type: 'string',
    short: 'o',
    value: 'file',
    help: 'write to this file instead of standard output',
  },
  plan: { type: 'string', value: 'id', help: 'do exactly what this plan says, or nothing if anything moved' },
  'exit-status': { type: 'boolean', help: 'exit with 3 when there is something to do' },
  'confirm-prune': { type: 'boolean', help: 'consent to a deletion that the guard refused' },
  server: {
    type: 'string',
    value: 'url',
    help: 'address of the app; else FABRIC_SYNC_URL, else http://localhost:3000',
  },
  token: {
    type: 'string',
    value: 'token',
    help: 'API token; better given by FABRIC_SYNC_TOKEN, which other users of the machine do not see',
  },
  help: { type: 'boolean', short: 'h', help: 'this text' },
} as const satisfies Readonly<Record<string, Option>> & NonNullable<ParseArgsConfig['options']>;

export type OptionName = keyof typeof OPTIONS;

/** Options of every command that asks a running app. */
export const API_OPTIONS = ['json', 'server', 'token', 'help'] as const satisfies readonly OptionName[];

type ValueOf<O extends Option> = O extends { multiple: true }
  ? readonly string[]
  : O extends { type: 'boolean' }
    ? boolean
    : string;

/** What was given; an option that was not is absent. */
export type OptionValues = { readonly [N in OptionName]?: ValueOf<(typeof OPTIONS)[N]> };

/** One line of help: its words, and what it does. */
export function describeOption(name: OptionName): readonly [string, string] {
  const option: Option = OPTIONS[name];
  const short = option.short === undefined ? '' : `-${option.short}, `;
  const value = option.value === undefined ? '' : ` <${option.value}>`;
  return [
    `${short}--${name}${value}`,
    `${option.help}${option.multiple === true ? '; may be repeated' : ''}`,
  ];
}
