import type { ParseArgsConfig } from 'node:util';
import { SYNCED_KINDS } from '#server/domain/hedgehog/kinds.ts';
import { SYNC_STATES } from '#server/domain/sync-state.ts';
import { RUN_STATUSES } from '#server/domain/words.ts';

interface Option {
  readonly type: 'boolean' | 'string';
  readonly short?: string;
  /** May be given several times. */
  readonly multiple?: true;
  /** What stands for the value in the help. */
  readonly value?: string;
  /** Nothing else may be given. */
  readonly choices?: readonly string[];
  /** Offered by the completion; something else may be given too. */
  readonly suggestions?: readonly string[] | 'files';
  readonly help: string;
}

/** Every option of every command; a word means the same wherever it is taken, unless the command says otherwise. */
export const OPTIONS = {
  state: {
    type: 'string',
    multiple: true,
    value: 'state',
    choices: SYNC_STATES,
    help: `only fabrics in this state: ${SYNC_STATES.join(', ')}`,
  },
  status: {
    type: 'string',
    multiple: true,
    value: 'status',
    choices: RUN_STATUSES,
    help: `only runs of this status: ${RUN_STATUSES.join(', ')}`,
  },
  q: { type: 'string', short: 'q', value: 'text', help: 'only those with this text in their name' },
  limit: { type: 'string', value: 'number', help: 'how many at most, 1 to 1000; else 50' },
  names: { type: 'boolean', help: 'write only the names, one a line, for scripts' },
  local: { type: 'boolean', help: 'work on the database of this machine, not through a running app' },
  manifest: {
    type: 'boolean',
    help: 'write only the manifests that grant what is missing, for kubectl apply -f -',
  },
  wait: { type: 'boolean', help: 'wait for the end of the run, with its progress; fails when the run fails' },
  force: { type: 'boolean', help: 'apply every resource again' },
  reason: {
    type: 'string',
    value: 'text',
    help: 'start although the sync windows are closed; kept with the run and in the audit log',
  },
  kind: {
    type: 'string',
    multiple: true,
    value: 'kind',
    suggestions: SYNCED_KINDS.map(({ kind }) => kind),
    help: 'only objects of this kind',
  },
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
    choices: ['desired', 'live'],
    help: 'desired (what is wanted, the default) or live (what the cluster holds)',
  },
  output: {
    type: 'string',
    short: 'o',
    value: 'file',
    suggestions: 'files',
    help: 'write to this file instead of standard output',
  },
  plan: { type: 'string', value: 'id', help: 'do exactly what this plan says, or nothing if anything moved' },
  'exit-status': { type: 'boolean', help: 'exit with 3 when there is something to do' },
  'confirm-prune': { type: 'boolean', help: 'consent to a deletion that the guard refused' },
  expires: {
    type: 'string',
    value: 'when',
    help: 'days from now (90d), or a date (2027-01-31) or time in ISO 8601; else never',
  },
  'read-only': { type: 'boolean', help: 'the token looks and does not touch' },
  json: { type: 'boolean', help: 'write one JSON document instead of words; errors too, on standard error' },
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
  version: { type: 'boolean', help: 'the version of this program' },
  help: { type: 'boolean', short: 'h', help: 'this text' },
} as const satisfies Readonly<Record<string, Option>> & NonNullable<ParseArgsConfig['options']>;

export type OptionName = keyof typeof OPTIONS;

/** In the order of the help. */
export const OPTION_NAMES = Object.keys(OPTIONS) as readonly OptionName[];

export const optionOf = (name: OptionName): Option => OPTIONS[name];

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
export function describeOption(name: OptionName, help?: string): readonly [string, string] {
  const option = optionOf(name);
  const short = option.short === undefined ? '' : `-${option.short}, `;
  const value = option.value === undefined ? '' : ` <${option.value}>`;
  const again = option.multiple === true && help === undefined ? '; may be repeated' : '';
  return [`${short}--${name}${value}`, `${help ?? option.help}${again}`];
}
