import { describe, expect, it, test } from 'vitest';
import { parseArguments } from '#server/cli/arguments.ts';
import { COMMANDS } from '#server/cli/commands.ts';
import { helpText } from '#server/cli/help.ts';
import { describeOption } from '#server/cli/options.ts';
import { UsageError } from '#server/cli/usage-error.ts';

const parse = (line: string) => parseArguments(line.split(' ').filter((word) => word !== ''));

test.each([
  ['preflight 7', 'preflight', ['7'], {}],
  ['preflight dc1 --json', 'preflight', ['dc1'], { json: true }],
  ['preflight dc1 --local --manifest', 'preflight', ['dc1'], { local: true, manifest: true }],
  ['--json status dc1', 'status', ['dc1'], { json: true }],
  [
    'sync dc1 --wait --force --confirm-prune',
    'sync',
    ['dc1'],
    { wait: true, force: true, 'confirm-prune': true },
  ],
  [
    'status dc1 --server https://sync.example --token t',
    'status',
    ['dc1'],
    { server: 'https://sync.example', token: 't' },
  ],
  ['migrate', 'migrate', [], {}],
  ['runs', 'runs', [], {}],
  ['runs dc1 --status failed --limit 5', 'runs', ['dc1'], { status: ['failed'], limit: '5' }],
  ['tokens', 'tokens', [], {}],
  ['tokens create --name ci', 'tokens create', [], { name: ['ci'] }],
  ['--json tokens revoke 7', 'tokens revoke', ['7'], { json: true }],
  ['status create', 'status', ['create'], {}],
  ['completion zsh', 'completion', ['zsh'], {}],
  ['fabrics --state error --state syncing -q dc', 'fabrics', [], { state: ['error', 'syncing'], q: 'dc' }],
])('%s', (line, name, operands, options) => {
  const asked = parse(line);

  expect(asked).toMatchObject({ type: 'command', command: { name }, operands });
  expect({ ...(asked as { options: object }).options }).toEqual(options);
});

test.each(['', 'help', '--help'])('"%s" asks for the help of all', (line) => {
  expect(parse(line)).toEqual({ type: 'help', command: null });
});

test.each(['help sync', 'sync --help', 'sync dc1 -h'])('"%s" asks for the help of sync', (line) => {
  expect(parse(line)).toMatchObject({ type: 'help', command: { name: 'sync' } });
});

test.each([
  ['frobnicate dc1', 'There is no command "frobnicate"'],
  ['help frobnicate', 'There is no command "frobnicate"'],
  ['constructor dc1', 'There is no command "constructor"'],
  ['status', 'Name the fabric: fabric-sync status <fabric>'],
  ['status a b', '"b" is one argument too many'],
  ['migrate a', '"a" is one argument too many'],
  ['status a --wait', 'status has no option --wait'],
  ['sync a --manifest', 'sync has no option --manifest'],
  ['status a --nonsense', '--nonsense'],
  ['tokens delete 7', '"delete" is one argument too many'],
  ['tokens revoke', 'Name the token: fabric-sync tokens revoke <token>'],
  ['runs a b', '"b" is one argument too many'],
  ['completion', 'Name the shell: fabric-sync completion <bash|zsh|fish>'],
  ['completion tcsh', 'completion takes bash, zsh, or fish, not "tcsh"'],
  ['fabrics --state broken', '--state takes not_configured, disabled, syncing, '],
  ['export a --source git', '--source takes desired or live, not "git"'],
  ['status a --version', 'status has no option --version'],
  ['status a --server sync.example', '--server takes the address'],
  ['status a --server file:///etc/passwd', '--server takes the address'],
  ['status a --json=yes', '--json'],
])('%s is wrong use', (line, message) => {
  expect(() => parse(line)).toThrow(UsageError);
  expect(() => parse(line)).toThrow(message);
});

describe.each(COMMANDS)('$name', (command) => {
  it('stands in the help, with what it does', () => {
    expect(helpText(null, null)).toContain(command.summary);
  });

  it('has a help of its own that names each of its options', () => {
    const help = helpText(command, null);

    for (const name of command.options) expect(help).toContain(describeOption(name)[0]);
  });

  it('has examples that are right use', () => {
    for (const [line] of command.examples) {
      const own = /fabric-sync ([^|)>;]*)/.exec(line)?.[1] ?? '';
      const words = own.match(/"[^"]*"|[^\s"]+/g) ?? [];
      expect(parseArguments(words)).toMatchObject({ type: 'command', command: { name: command.name } });
    }
  });

  it.each([50, 80, 200])(
    'its help keeps to a terminal of %i columns, but for lines that are typed',
    (columns) => {
      const [text = ''] = helpText(command, columns).split('\nExamples\n');
      const [, ...lines] = text.split('\n');

      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(Math.min(columns, 100));
    },
  );
});

test('the version is asked for alone', () => {
  expect(parse('--version')).toEqual({ type: 'version' });
});
