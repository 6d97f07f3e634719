import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { ResourceRule, Right, WhoAmI } from './access.ts';
import { checkRights, describeRights, isGranted } from './preflight.ts';

const VPC = {
  group: 'vpc.githedgehog.com',
  kind: 'VPC',
  plural: 'vpcs',
  version: 'v1beta1',
  versions: ['v1beta1'],
};
const EXTERNAL = { ...VPC, kind: 'External', plural: 'externals' };
const AGENT = { ...VPC, group: 'agent.githedgehog.com', kind: 'Agent', plural: 'agents' };
const SA: WhoAmI = { username: 'system:serviceaccount:ops:hnp-sync', groups: [] };

const rule = (resources: string[], verbs: string[], more: Partial<ResourceRule> = {}): ResourceRule => ({
  apiGroups: ['vpc.githedgehog.com'],
  resources,
  verbs,
  ...more,
});

/** A cluster where RBAC says `rules` and the server allows what `allows` says. */
function cluster(rules: ResourceRule[] | null, allows: (right: Right) => boolean, who: WhoAmI | null = SA) {
  const asked: Right[] = [];
  return {
    asked,
    rulesReview: async () => rules,
    async accessReview(rights: readonly Right[]) {
      asked.push(...rights);
      return rights.map((right) => allows(right));
    },
    whoAmI: async () => who,
  };
}

describe('checkRights', () => {
  it('asks once where RBAC grants it all', async () => {
    const client = cluster([rule(['*'], ['*'])], () => false);

    await expect(checkRights(client, [VPC], 'default', { write: ['VPC'] })).resolves.toEqual({
      missing: [],
      manifest: null,
    });
    expect(client.asked).toEqual([]);
  });

  it('believes the server where it allows what RBAC does not grant', async () => {
    const client = cluster(null, () => true);

    const { missing } = await checkRights(client, [VPC, AGENT], 'default', { write: ['VPC'] });

    expect(missing).toEqual([]);
    expect(client.asked.map(({ verb, resource }) => `${verb} ${resource}`)).toEqual([
      'get vpcs',
      'list vpcs',
      'watch vpcs',
      'create vpcs',
      'update vpcs',
      'patch vpcs',
      'delete vpcs',
      'get agents',
      'list agents',
      'watch agents',
    ]);
  });

  it('gives exactly what is missing, and the manifest for it', async () => {
    const client = cluster(
      [rule(['vpcs'], ['get', 'list', 'watch']), rule(['externals'], ['get', 'list', 'watch'])],
      () => false,
    );

    const { missing, manifest } = await checkRights(client, [VPC, EXTERNAL, AGENT], 'fabrics', {
      write: ['VPC', 'External'],
    });

    expect(missing).toHaveLength(11);
    const [role, binding] = parseAllDocuments(manifest ?? '').map((document) => document.toJS() as unknown);
    expect(role).toMatchObject({
      kind: 'Role',
      metadata: { namespace: 'fabrics' },
      rules: [
        {
          apiGroups: ['vpc.githedgehog.com'],
          resources: ['vpcs', 'externals'],
          verbs: ['create', 'update', 'patch', 'delete'],
        },
        { apiGroups: ['agent.githedgehog.com'], resources: ['agents'], verbs: ['get', 'list', 'watch'] },
      ],
    });
    expect(binding).toMatchObject({
      kind: 'RoleBinding',
      subjects: [{ kind: 'ServiceAccount', name: 'hnp-sync', namespace: 'ops' }],
      roleRef: { kind: 'Role', name: (role as { metadata: { name: string } }).metadata.name },
    });
  });

  it.each<[WhoAmI | null, object]>([
    [
      { username: 'jane', groups: [] },
      { kind: 'User', name: 'jane' },
    ],
    [null, { kind: 'ServiceAccount', name: 'hnp-sync', namespace: 'default' }],
  ])('binds %j', async (who, subject) => {
    const { manifest } = await checkRights(
      cluster([], () => false, who),
      [VPC],
      'default',
      { write: [] },
    );

    expect(parseAllDocuments(manifest ?? '')[1]?.toJS()).toMatchObject({ subjects: [subject] });
  });

  it('names manifests by what they grant', async () => {
    const names = await Promise.all(
      [[VPC], [VPC], [EXTERNAL]].map(async (kinds) => {
        const { manifest } = await checkRights(
          cluster([], () => false),
          kinds,
          'default',
          { write: [] },
        );
        return /name: (fabric-sync-\w+)/.exec(manifest ?? '')?.[1];
      }),
    );

    expect(names[0]).toBe(names[1]);
    expect(names[2]).not.toBe(names[0]);
  });
});

describe('isGranted', () => {
  const right: Right = {
    verb: 'patch',
    group: 'vpc.githedgehog.com',
    resource: 'vpcs',
    namespace: 'default',
  };

  it.each<[string, ResourceRule, boolean]>([
    ['this', rule(['vpcs'], ['patch']), true],
    ['everything', rule(['*'], ['*'], { apiGroups: ['*'] }), true],
    ['another verb', rule(['vpcs'], ['get']), false],
    ['another resource', rule(['externals'], ['patch']), false],
    ['another group', rule(['vpcs'], ['patch'], { apiGroups: ['wiring.githedgehog.com'] }), false],
    ['some objects only', rule(['vpcs'], ['patch'], { resourceNames: ['v1'] }), false],
    ['a subresource', rule(['vpcs/status'], ['patch']), false],
  ])('a rule for %s', (_title, one, wanted) => {
    expect(isGranted(right, [one])).toBe(wanted);
  });
});

it('names what is missing', () => {
  const rights = ['create', 'patch'].map((verb): Right => ({
    verb,
    group: VPC.group,
    resource: 'vpcs',
    namespace: 'default',
  }));

  expect(describeRights(rights)).toBe('vpcs.vpc.githedgehog.com: create, patch');
});
