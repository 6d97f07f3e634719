import { firstOperand, type Command } from '#server/cli/command.ts';
import { LIST_OPTIONS, limitOf, sayRest } from '#server/cli/list-options.ts';
import { API_OPTIONS } from '#server/cli/options.ts';
import { plain } from '#server/cli/plain.ts';
import { instantText, table } from '#server/cli/table.ts';
import { writeJson } from '#server/cli/terminal.ts';
import { expiryOf } from '#server/cli/token-expiry.ts';
import { UsageError } from '#server/cli/usage-error.ts';
import type { Token } from '#server/domain/wire/token.ts';

export const tokens: Command = {
  name: 'tokens',
  group: 'Set up',
  summary: "your API tokens; for administrators everybody's",
  operands: [],
  options: LIST_OPTIONS,
  details: 'The secret of a token is shown only once, by "tokens create".',
  examples: [['fabric-sync tokens', 'which there are, and when each was used last']],
  async run({ api, options, terminal, paint }) {
    const page = await api.call('GET /tokens', { query: { limit: limitOf(options) } });
    if (options.json === true) {
      writeJson(terminal, page);
      return 0;
    }
    const columns = [
      { title: 'ID', text: ({ id }: Token) => String(id) },
      { title: 'BEGINS WITH', text: ({ prefix }: Token) => prefix },
      { title: 'RIGHTS', text: (each: Token) => (each.read_only ? 'read only' : 'as its user') },
      { title: 'USER', text: ({ username }: Token) => username },
      {
        title: 'EXPIRES',
        text: (each: Token) => (each.expires_at === null ? 'never' : instantText(each.expires_at)),
      },
      {
        title: 'LAST USED',
        text: (each: Token) => (each.last_used_at === null ? 'never' : instantText(each.last_used_at)),
      },
      { title: 'NAME', text: ({ name }: Token) => name },
    ];
    terminal.out(table(columns, page.results, terminal.columns, paint));
    sayRest(terminal, page);
    return 0;
  },
};

export const createToken: Command = {
  name: 'tokens create',
  group: 'Set up',
  summary: 'make an API token that acts as you',
  operands: [],
  options: ['name', 'expires', 'read-only', ...API_OPTIONS],
  optionHelp: { name: 'what the token is for; needed' },
  details: `Standard output gets the secret alone, so that it can go straight to where it is kept; it is never shown again. A
token made by a token does not outlive it, and only reads where that one does.`,
  examples: [
    ['fabric-sync tokens create --name ci --expires 90d --read-only > token', 'keep it in a file'],
    ['export FABRIC_SYNC_TOKEN=$(fabric-sync tokens create --name shell --token "$FIRST")', 'use it here'],
  ],
  async run({ api, options, terminal }) {
    const [name, ...more] = options.name ?? [];
    if (name === undefined || more.length > 0)
      throw new UsageError('Say what the token is for: --name <name>');
    const made = await api.call('POST /tokens', {
      body: {
        name,
        expires_at: options.expires === undefined ? null : expiryOf(options.expires, new Date()),
        read_only: options['read-only'] === true,
      },
    });
    if (options.json === true) {
      writeJson(terminal, made);
      return 0;
    }
    const rights = made.read_only ? ', read only,' : '';
    const until = made.expires_at === null ? 'never expires' : `expires ${made.expires_at}`;
    terminal.err(
      `Token ${made.id} "${plain(made.name)}"${rights} ${until}. Keep it: it is not shown again.\n`,
    );
    terminal.out(`${made.token}\n`);
    return 0;
  },
};

export const revokeToken: Command = {
  name: 'tokens revoke',
  group: 'Set up',
  summary: 'end an API token at once',
  operands: ['token'],
  options: API_OPTIONS,
  examples: [['fabric-sync tokens revoke 12', 'whoever uses it is refused from now on']],
  async run(context) {
    const { api, options, terminal } = context;
    const id = firstOperand(context);
    if (!/^[1-9]\d{0,8}$/.test(id)) {
      throw new UsageError(`"${id}" is not the id of a token: "fabric-sync tokens" shows the ids`);
    }
    await api.call('DELETE /tokens/{id}', { params: { id: Number(id) } });
    if (options.json === true) writeJson(terminal, { id: Number(id), revoked: true });
    else terminal.out(`Token ${id} is revoked\n`);
    return 0;
  },
};
