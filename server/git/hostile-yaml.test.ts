import { describe, expect, it } from 'vitest';
import { parseManifestFile } from './parse-manifests.ts';
import { vpcYaml } from './sample-repository.ts';

const problemsOf = (text: string): string[] =>
  parseManifestFile('a.yaml', new TextEncoder().encode(text), 'default').problems.map(
    (problem) => problem.message,
  );

describe('hostile files are refused at once', () => {
  const aliasBomb = Array.from(
    { length: 30 },
    (_, n) =>
      `a${n}: &a${n} [${
        n === 0
          ? 'x'
          : Array(10)
              .fill(`*a${n - 1}`)
              .join(',')
      }]`,
  ).join('\n');
  const mergeBomb = Array.from(
    { length: 40 },
    (_, n) =>
      `a${n}: &a${n} {${
        n === 0
          ? 'x: 1'
          : `<<: [${Array(10)
              .fill(`*a${n - 1}`)
              .join(',')}]`
      }}`,
  ).join('\n');

  it.each([
    ['an alias bomb', aliasBomb, 'aliases repeat more than 100000 nodes'],
    ['a merge bomb', mergeBomb, 'aliases repeat more than 100000 nodes'],
    ['5 MB of brackets', '['.repeat(5_000_000), 'nested too deeply'],
    ['2 MB of nested sequences', '- '.repeat(1_000_000), 'nested too deeply'],
    ['nested complex keys', '? '.repeat(500_000), 'nested too deeply'],
    [
      'a staircase of keys',
      Array.from({ length: 2_000 }, (_, n) => `${' '.repeat(n)}a:`).join('\n'),
      'nested too deeply',
    ],
    ['a million directives', '%\n'.repeat(1_000_000), 'more than 200 tags and directives'],
    ['half a million tags', '- !a b\n'.repeat(500_000), 'more than 200 tags and directives'],
  ])('%s', (_, text, expected) => {
    const start = performance.now();

    expect(problemsOf(text).join('\n')).toContain(expected);
    // Generous for a busy machine; without the bounds these take from half a minute to forever.
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  it('100,000 different keys in one mapping are not', () => {
    const many = Array.from({ length: 100_000 }, (_, n) => `    k${n}: ${n}`).join('\n');
    const start = performance.now();

    expect(problemsOf(`${vpcYaml('a')}  big:\n${many}\n`)).toEqual([]);
    expect(performance.now() - start).toBeLessThan(20_000);
  });

  it.each([
    ['NUL in a value', String.raw`  description: "a\0b"`],
    ['NUL in a key', String.raw`  "a\0b": 1`],
    ['NUL in a list', String.raw`  list: ["\x00"]`],
    ['half of a surrogate pair', String.raw`  description: "\ud800"`],
  ])('%s is told with its line, not found by the database', (_, line) => {
    const { problems } = parseManifestFile(
      'a.yaml',
      new TextEncoder().encode(`${vpcYaml('a')}${line}\n`),
      'default',
    );

    expect(problems).toEqual([
      {
        file: 'a.yaml',
        document: 1,
        line: vpcYaml('a').split('\n').length,
        message: 'a text may hold neither NUL nor half of a surrogate pair',
      },
    ]);
  });

  it('a whole surrogate pair is text like any other', () => {
    expect(problemsOf(`${vpcYaml('a')}  description: "\u{1f600}"\n`)).toEqual([]);
  });
});
