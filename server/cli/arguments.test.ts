import { describe, expect, it, test } from 'vitest';
import { COMMANDS, parseArguments, UsageError } from '#server/cli/arguments.ts';
import { HELP } from '#server/cli/help.ts';

const parse = (line: string) => parseArguments(line.split(' ').filter((word) => word !== ''));

test.each([
  ['preflight 7', { command: 'preflight', fabric: '7', json: false, manifest: false }],
  ['preflight dc1 --json', { command: 'preflight', fabric: 'dc1', json: true }],
  ['preflight dc1 --manifest', { manifest: true }],
  ['--json status dc1', { command: 'status', json: true }],
  ['sync dc1 --wait --force --confirm-prune', { wait: true, force: true, confirmPrune: true }],
  ['status dc1 --server https://sync.example --token t', { server: 'https://sync.example', token: 't' }],
])('%s', (line, expected) => {
  expect(parse(line)).toMatchObject(expected);
});

test.each(['', 'help', '--help', '-h', 'sync dc1 --help'])('"%s" asks for the help', (line) => {
  expect(parse(line)).toBeNull();
});

test.each([
  ['frobnicate dc1', 'There is no command "frobnicate"'],
  ['constructor dc1', 'There is no command "constructor"'],
  ['status', 'Name the fabric'],
  ['status a b', '"b" is one argument too many'],
  ['status a --wait', 'status has no option --wait'],
  ['sync a --manifest', 'sync has no option --manifest'],
  ['status a --nonsense', '--nonsense'],
  ['status a --server sync.example', '--server takes the address'],
  ['status a --server file:///etc/passwd', '--server takes the address'],
  ['status a --json=yes', '--json'],
])('%s is wrong use', (line, message) => {
  expect(() => parse(line)).toThrow(UsageError);
  expect(() => parse(line)).toThrow(message);
});

describe('the help', () => {
  it.each(COMMANDS)('names %s', (command) => expect(HELP).toContain(`  ${command} <fabric>`));
});
