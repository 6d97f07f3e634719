import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { KIND_NAMES, KINDS, type KindName } from '#server/domain/hedgehog/kinds.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');
const VENDOR = join(REPOSITORY, '../shared/crds');
const OURS = join(REPOSITORY, 'e2e/sandbox/crds');
/** Controllers' own kinds whose CRDs the folder of the vendor does not have. */
const NOT_THERE: ReadonlySet<KindName> = new Set(['Catalog', 'DHCPSubnet', 'GatewayAgent']);

interface Crd {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string; readonly plural: string };
    readonly versions: readonly { readonly name: string; readonly served: boolean }[];
  };
}

function crdsIn(folder: string): Map<string, Crd> {
  const files = existsSync(folder) ? globSync('*.yaml', { cwd: folder }) : [];
  const crds = files.map((file) => parse(readFileSync(join(folder, file), 'utf8')) as Crd);
  return new Map(crds.map((crd) => [crd.spec.names.kind, crd]));
}

describe.each([
  ["the vendor's CRDs (../shared/crds, skipped where it is not present)", VENDOR],
  ["the stand-in's CRDs", OURS],
])('each kind is one entry, as %s have it', (_title, folder) => {
  const crds = crdsIn(folder);

  it.skipIf(crds.size === 0).each(KIND_NAMES.filter((name) => !NOT_THERE.has(name)))('%s', (name) => {
    const { group, plural, version } = KINDS[name];

    expect(crds.get(name)?.spec).toMatchObject({ group, names: { kind: name, plural } });
    expect(
      crds
        .get(name)
        ?.spec.versions.filter(({ served }) => served)
        .map((one) => one.name),
    ).toEqual([version]);
  });
});

it('knows every kind of the vendor', () => {
  const known = new Set<string>(KIND_NAMES);

  expect([...crdsIn(VENDOR).keys(), ...crdsIn(OURS).keys()].filter((kind) => !known.has(kind))).toEqual([]);
});

it('nothing outside the folder of the kinds names their paths: a new kind is a new entry', () => {
  const plurals = KIND_NAMES.map((name) => KINDS[name].plural).join('|');
  const path = new RegExp(`githedgehog\\.com/v1|['"\`/](?:${plurals})['"\`?]`);
  const files = globSync('{server,db,app,components}/**/*.{ts,tsx}', { cwd: REPOSITORY }).filter(
    (file) =>
      !/(\.test\.tsx?|\/testing\/.*|\/fixtures\/.*|-under-test\.ts|\/sample-[a-z-]+\.ts)$/.test(file) &&
      !file.startsWith('server/domain/'),
  );

  const found = files.filter((file) => {
    const code = readFileSync(join(REPOSITORY, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    return path.test(code);
  });

  expect(files.length).toBeGreaterThan(100);
  expect(found).toEqual([]);
});
