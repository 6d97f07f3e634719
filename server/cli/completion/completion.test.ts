import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { COMMANDS } from '#server/cli/commands.ts';
import { SYNC_STATES } from '#server/domain/sync-state.ts';
import { bashCompletion } from './bash.ts';
import { completionOf } from './completion.ts';
import { fishCompletion } from './fish.ts';
import { quote, quoteWords } from './quote.ts';
import { zshCompletion } from './zsh.ts';

const COMPLETION = completionOf(COMMANDS);
const isInstalled = (shell: string): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0;

const folder = await mkdtemp(join(tmpdir(), 'fabric-sync-completion-'));
afterAll(() => rm(folder, { recursive: true, force: true }));
/** Whoever may name a fabric must not run commands in the shells of others. */
const NAMES = ['dc1', 'dc2', 'main site', '$(touch pwned)', '`touch pwned`', "it's; touch pwned"];

beforeAll(async () => {
  await writeFile(join(folder, 'names'), NAMES.map((name) => `${name}\n`).join(''));
  // What stands for the program says only names, and only when it is asked for them.
  await writeFile(
    join(folder, 'fabric-sync'),
    `#!/bin/sh\n[ "$*" = "fabrics --names" ] || exit 9\necho noise >&2\ncat ${folder}/names\n`,
  );
  await chmod(join(folder, 'fabric-sync'), 0o755);
  await writeFile(join(folder, 'bash.sh'), bashCompletion(COMPLETION));
  await writeFile(join(folder, 'zsh.sh'), zshCompletion(COMPLETION));
  await writeFile(join(folder, 'fish.fish'), fishCompletion(COMPLETION));
});

/** What bash offers for a line; the last word is the one that is completed, even when empty. */
function bash(line: string, env: Record<string, string> = { FABRIC_SYNC_TOKEN: 't' }) {
  const words = line.split(' ');
  const script = `source bash.sh
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _fabric_sync
for word in "\${COMPREPLY[@]}"; do printf '%s\\n' "$word"; done`;
  const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-c', script, 'bash', ...words], {
    cwd: folder,
    // bash takes a socket for a remote shell, and then reads the files of whoever runs this.
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    env: { ...process.env, PATH: `${folder}:${process.env['PATH']}`, FABRIC_SYNC_TOKEN: '', ...env },
  });
  return { status, stderr, words: stdout.split('\n').filter((word) => word !== '') };
}

describe.skipIf(!isInstalled('bash'))('bash', () => {
  it.each([
    ['fabric-sync st', ['status']],
    ['fabric-sync p', ['plan', 'preflight']],
    ['fabric-sync tokens ', ['create', 'revoke']],
    ['fabric-sync tokens c', ['create']],
    ['fabric-sync help c', ['cancel', 'completion']],
    ['fabric-sync completion ', ['bash', 'zsh', 'fish']],
    ['fabric-sync sync --w', ['--wait']],
    ['fabric-sync tokens create --e', ['--expires']],
    ['fabric-sync --json status d', ['dc1', 'dc2']],
    ['fabric-sync sync --plan x dc', ['dc1', 'dc2']],
    ['fabric-sync runs dc', ['dc1', 'dc2']],
    ['fabric-sync fabrics --state ', [...SYNC_STATES]],
    ['fabric-sync fabrics --state = err', ['error']],
    ['fabric-sync fabrics --state error --state = ', [...SYNC_STATES]],
    ['fabric-sync export dc1 --source l', ['live']],
    ['fabric-sync export dc1 -o nam', ['names']],
    ['fabric-sync plan --kind VPCA', ['VPCAttachment']],
    ['fabric-sync status dc1 ', []],
    ['fabric-sync fabrics ', []],
    ['fabric-sync --v', ['--version']],
  ])('"%s" offers %j', (line, offered) => {
    expect(bash(line)).toEqual({ status: 0, stderr: '', words: offered });
  });

  it('offers every command, and each option of each', () => {
    expect(bash('fabric-sync ').words).toEqual(COMPLETION.firstWords);
    for (const { name, options } of COMMANDS) {
      expect(bash(`fabric-sync ${name} --`).words).toEqual(options.map((option) => `--${option}`));
    }
  });

  it('quotes names of fabrics and never expands them', async () => {
    const { words } = bash('fabric-sync status ');
    const echoed = spawnSync('bash', ['--norc', '-c', `printf '%s\\n' ${words.join(' ')}`], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
    });

    expect(echoed.stdout.split('\n').filter(Boolean)).toEqual(NAMES);
    expect(await readdir(folder)).not.toContain('pwned');
  });

  it('asks nobody for fabrics where no token is set', () => {
    expect(bash('fabric-sync status ', {})).toEqual({ status: 0, stderr: '', words: [] });
  });
});

describe.each([
  ['bash', 'bash.sh'],
  ['zsh', 'zsh.sh'],
  ['fish', 'fish.fish'],
])('%s', (shell, file) => {
  it.skipIf(!isInstalled(shell))('reads its script without a complaint', () => {
    const { status, stderr } = spawnSync(shell, ['-n', join(folder, file)], { encoding: 'utf8' });

    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe.skipIf(!isInstalled('fish'))('fish', () => {
  it.each([
    ['fabric-sync st', ['status']],
    ['fabric-sync tokens ', ['create', 'revoke']],
    ['fabric-sync runs d', ['dc1', 'dc2']],
    ['fabric-sync fabrics --state err', ['error']],
  ])('"%s" offers %j', (line, offered) => {
    const { stdout } = spawnSync(
      'fish',
      ['-N', '-c', `source fish.fish; complete -C ${JSON.stringify(line)}`],
      {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, PATH: `${folder}:${process.env['PATH']}`, FABRIC_SYNC_TOKEN: 't' },
      },
    );
    expect(stdout.split('\n').flatMap((each) => each.split('\t')[0] || [])).toEqual(offered);
  });
});

describe.each([
  ['bash', bashCompletion(COMPLETION)],
  ['zsh', zshCompletion(COMPLETION)],
  ['fish', fishCompletion(COMPLETION)],
])('%s', (_, script) => {
  it('knows every command and option, and asks only for names', () => {
    for (const { name, options } of COMMANDS) {
      for (const word of name.split(' ')) expect(script).toContain(word);
      for (const option of options) expect(script).toMatch(new RegExp(`(--|-l )${option}\\b`));
    }
    expect(script.match(/fabric-sync fabrics [^\n)]*/g)).toEqual(['fabric-sync fabrics --names 2>/dev/null']);
  });

  it('leaves no quote open', () => {
    const bare = script.replaceAll(/^#.*$/gm, '').replaceAll(/\\./g, '');

    expect(bare.split("'").length % 2).toBe(1);
    expect(bare.split('"').length % 2).toBe(1);
  });
});

test('words of people cannot leave their quotes', () => {
  expect(quoteWords(`it's a \\ path`)).toBe(`'it’s a / path'`);
  expect(quote('dry-run')).toBe('dry-run');
  expect(quote('a b')).toBe("'a b'");
  expect(() => quote("a'b")).toThrow('no quotes');
});
