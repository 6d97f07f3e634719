import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  apiTokens,
  fabricGrants,
  fabrics,
  notices,
  plans,
  repositories,
  resources,
  runs,
  users,
  webhooks,
} from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { startApi, type Answer } from '#server/api/api-under-test.ts';
import { addScene, MISSING, SERVER, type Scene } from '#server/api/scene-under-test.ts';
import type { OpenApi } from '#server/api/document-under-test.ts';
import { hashToken, makeTokenSecret } from '#server/auth/token-secret.ts';
import type { GrantRole } from '#server/domain/permissions.ts';

/**
 * Every operation of the document, as somebody to whom the fabric that it speaks of was not granted. One that is added is
 * walked by itself; where the walk does not know how to ask, it fails and says so.
 */

const { db } = await testDatabase();
const api = await startApi(db);
const MARK = 'foreign-7f3a';

let foreign: Scene;
let own: Scene;
let limited: string;
let limitedId: string;
let document: OpenApi;

beforeAll(async () => {
  foreign = await addScene(db, MARK);
  own = await addScene(db, 'own-91c2');
  limitedId = randomUUID();
  limited = makeTokenSecret();
  await db.insert(users).values({
    id: limitedId,
    name: 'limited',
    email: 'limited@x.example',
    username: 'limited',
    role: 'operator',
    allFabrics: false,
  });
  await db
    .insert(apiTokens)
    .values({ userId: limitedId, name: 'ci', tokenHash: hashToken(limited), prefix: 'fs_' });
  const { body } = await ask('GET', '/api/hedgehog/openapi.json');
  document = body as OpenApi;
});

beforeEach(async () => {
  await db.delete(fabricGrants);
  await grant(own.fabric, 'operator');
});

const grant = (fabricId: number, role: GrantRole) =>
  db.insert(fabricGrants).values({ userId: limitedId, fabricId, role });

const ask = (method: string, path: string, body?: unknown, token = limited): Promise<Answer> =>
  api.raw(path, {
    method,
    headers: {
      authorization: `Token ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const asLimited = (method: string, path: string, body?: unknown) => ask(method, `/api/hedgehog${path}`, body);

/** Which id of a scene stands in a path, by the collection before it. */
const ID_OF: Readonly<Record<string, keyof Scene>> = {
  fabrics: 'fabric',
  repositories: 'repository',
  resources: 'resource',
  runs: 'run',
  notices: 'notice',
  plans: 'plan',
  webhooks: 'webhook',
  users: 'user',
  tokens: 'token',
};

function pathIn(template: string, of: Scene): string {
  return template.replaceAll(/([\w-]+)\/\{\w+\}/g, (_, collection: string) => {
    const key = ID_OF[collection];
    if (key === undefined) throw new Error(`say in this test whose id follows ${collection} in ${template}`);
    return `${collection}/${of[key]}`;
  });
}

/** Bodies that pass their schema, where {} does not. */
const BODIES: Readonly<Record<string, (of: Scene) => unknown>> = {
  'post /api/hedgehog/fabrics': () => ({ name: 'mine' }),
  'post /api/hedgehog/repositories': () => ({ name: 'mine', url: 'https://mine.example/x.git' }),
  'post /api/hedgehog/repositories/test-connection': () => ({
    name: 'mine',
    url: 'https://mine.example/x.git',
  }),
  'post /api/hedgehog/resources': (of) => ({ fabric_id: of.fabric, kind: 'VPC', name: 'mine', spec: {} }),
  'post /api/hedgehog/webhooks': () => ({
    name: 'mine',
    url: 'https://mine.example',
    secret: 'a'.repeat(30),
  }),
  'post /api/hedgehog/users': () => ({ username: 'mine', name: 'mine', email: 'mine@x.example' }),
  'post /api/hedgehog/fabrics/{id}/sync/trigger': (of) => ({ plan_id: of.plan }),
};

interface Walked {
  readonly name: string;
  readonly verb: string;
  readonly template: string;
}

const operations = (): Walked[] =>
  Object.entries(document.paths).flatMap(([template, verbs]) =>
    Object.keys(verbs).map((verb) => ({ name: `${verb} ${template}`, verb, template })),
  );

/** They speak of no fabric, or of oneself alone. */
const OF_NOBODY = new Set([
  'get /health/sync',
  'get /api/hedgehog/openapi.json',
  'post /api/hedgehog/session',
  'get /api/hedgehog/session',
  'delete /api/hedgehog/session',
  'post /api/hedgehog/session/password',
  'post /api/hedgehog/tokens',
  'post /api/hedgehog/fabrics/import-kubeconfig',
]);

const isBulk = ({ verb, template }: Walked): boolean =>
  (verb === 'patch' || verb === 'delete') && !template.includes('{');

test('no operation tells of a fabric that was not granted, or touches it', async () => {
  const before = await everythingForeign();
  const wrong: string[] = [];
  let walked = 0;

  for (const operation of operations()) {
    const { name, verb, template } = operation;
    if (OF_NOBODY.has(name)) continue;
    walked += 1;
    const path = pathIn(template, foreign);
    const body = bodyOf(operation, foreign);
    const answer = await ask(verb.toUpperCase(), path, body);
    const said = `${name}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`;
    if (JSON.stringify(answer.body).includes(MARK)) wrong.push(`tells of it: ${said}`);
    if (isBulk(operation)) {
      const each = answer.body.results as { status: number }[];
      if (answer.status !== 207 || each.some(({ status }) => status !== 404)) wrong.push(said);
    } else if (template.includes('{')) {
      const missing = await ask(verb.toUpperCase(), pathIn(template, MISSING), bodyOf(operation, MISSING));
      if (![401, 403, 404].includes(answer.status) || told(answer, foreign) !== told(missing, MISSING)) {
        wrong.push(`${said}, of one that there is not: ${told(missing, MISSING)}`);
      }
    } else if (verb === 'get') {
      // What is for administrators is refused, lists are filtered.
      if (![200, 403].includes(answer.status)) wrong.push(said);
    } else if (![403, 404].includes(answer.status)) wrong.push(said);
  }

  expect(wrong).toEqual([]);
  expect(walked).toBeGreaterThan(50);
  expect(await everythingForeign()).toEqual(before);
});

/** An answer without the ids that were asked for: of what is not theirs and of what there is not it is the same. */
const told = ({ status, body }: Answer, { fabric, repository, resource, run, notice, plan, token }: Scene) =>
  [plan, fabric, repository, resource, run, notice, token].reduce<string>(
    (text, id) => text.replaceAll(new RegExp(`\\b${id}\\b`, 'g'), 'ID'),
    `${status} ${JSON.stringify(body)}`,
  );

function bodyOf(operation: Walked, of: Scene): unknown {
  const { name, verb, template } = operation;
  if (verb === 'get') return undefined;
  const given = BODIES[name]?.(of);
  if (given !== undefined) return given;
  if (!isBulk(operation)) return verb === 'patch' ? {} : undefined;
  const key = ID_OF[template.split('/').at(-1) ?? ''];
  if (key === undefined) throw new Error(`say in this test what ${name} is asked for`);
  return [{ id: of[key] }];
}

async function everythingForeign(): Promise<unknown> {
  const tables = [fabrics, repositories, resources, runs, notices, plans, webhooks] as const;
  const rows = [];
  for (const table of tables) rows.push(await db.select().from(table));
  return rows;
}

test('the same lists tell an operator of all fabrics of it: the walk would see it', async () => {
  const lists = ['fabrics', 'repositories', 'resources', 'runs', 'transitions', 'audit-events', 'notices'];

  for (const list of lists) {
    const all = await ask('GET', `/api/hedgehog/${list}?limit=1000`, undefined, api.tokens.viewer);
    const seen = await ask('GET', `/api/hedgehog/${list}?limit=1000`);
    expect(JSON.stringify(all.body), list).toContain(MARK);
    expect(JSON.stringify(seen.body), list).toContain('own-91c2');
    expect(seen.body.count, list).toBe(seen.body.results.length);
    expect(seen.body.count, list).toBeLessThan(all.body.count);
  }
  expect(Object.values((await asLimited('GET', '/fabrics/counts')).body)).toEqual([1]);
});

test.each([
  'fabrics?id=F',
  'fabrics?git_repository=R',
  'resources?fabric_id=F',
  'runs?fabric_id=F',
  'transitions?fabric_id=F',
  'audit-events?fabric_id=F',
  'notices?fabric_id=F',
  'repositories?id=R',
])('%s finds nothing by the id of a fabric that was not granted', async (list) => {
  const asked = list.replace('F', String(foreign.fabric)).replace('R', String(foreign.repository));

  expect((await asLimited('GET', `/${asked}`)).body).toMatchObject({ count: 0, results: [] });
});

describe('granted to look at', () => {
  beforeEach(() => grant(foreign.fabric, 'viewer'));

  /** It asks the cluster, which is not there. */
  const ASKS_CLUSTER = 'post /api/hedgehog/fabrics/{id}/plan';

  test('a fabric and what is of it are read, and nothing of it is changed', async () => {
    const before = await everythingForeign();
    const wrong: string[] = [];

    for (const { name, verb, template } of operations()) {
      if (!template.includes('{') || /\/(users|webhooks|tokens)\/|\/push$/.test(template)) continue;
      if (name === ASKS_CLUSTER || template.includes('/plans/')) continue;
      const operation = { name, verb, template };
      const answer = await ask(verb.toUpperCase(), pathIn(template, foreign), bodyOf(operation, foreign));
      const isRead = verb === 'get';
      // A last run that ended long ago has no progress; a live export needs the cluster.
      if (answer.status !== (isRead ? 200 : 403)) wrong.push(`${name}: ${answer.status}`);
    }

    expect(wrong).toEqual([]);
    expect(await everythingForeign()).toEqual(before);
  });

  test('an inventory is not added to', async () => {
    const body = { fabric_id: foreign.fabric, kind: 'VPC', name: 'mine', spec: {} };

    expect((await asLimited('POST', '/resources', body)).status).toBe(403);
  });
});

describe('granted to operate', () => {
  test('a fabric is changed and synced, a notice acknowledged', async () => {
    const changed = await asLimited('PATCH', `/fabrics/${own.fabric}`, { description: 'mine' });
    const acknowledged = await asLimited('POST', `/notices/${own.notice}/acknowledge`);
    const triggered = await asLimited('POST', `/fabrics/${own.fabric}/sync/trigger`);
    const cancelled = await asLimited('POST', `/fabrics/${own.fabric}/sync/cancel`);

    expect([changed, acknowledged, triggered, cancelled].map(({ status }) => status)).toEqual([
      200, 200, 202, 204,
    ]);
    expect(changed.body).toMatchObject({ description: 'mine' });
  });

  test("a fabric is not pointed at somebody else's repository", async () => {
    const answer = await asLimited('PATCH', `/fabrics/${own.fabric}`, { git_repository: foreign.repository });

    expect(answer.status).toBe(422);
    expect(answer.body.fields).toEqual([
      { field: 'git_repository', message: `Repository with ID ${foreign.repository} does not exist` },
    ]);
  });

  describe('a repository that fabrics share which were not granted', () => {
    let theirs: number;
    beforeEach(async () => {
      const values = { kubernetesServer: SERVER, gitRepositoryId: own.repository };
      const rows = await db
        .insert(fabrics)
        .values({ ...values, name: `theirs-${randomUUID()}`, gitopsDirectory: 'teams/theirs' })
        .returning();
      theirs = rows[0]!.id;
      await db.update(fabrics).set({ gitopsDirectory: 'teams/mine' }).where(eq(fabrics.id, own.fabric));
    });
    afterEach(() => db.delete(fabrics).where(eq(fabrics.id, theirs)));
    const point = (gitops_directory: string) =>
      asLimited('PATCH', `/fabrics/${own.fabric}`, { gitops_directory });

    test.each(['teams/theirs', '/teams/theirs/', 'teams/theirs/deeper', 'teams', '/'])(
      'their files are not read by way of one’s own fabric: %s',
      async (directory) => {
        const answer = await point(directory);

        expect(answer).toMatchObject({ status: 422, body: { fields: [{ field: 'gitops_directory' }] } });
        expect(JSON.stringify(answer.body)).not.toContain('theirs-');
      },
    );

    test('another directory is chosen freely, and theirs once it was granted', async () => {
      expect((await point('teams/mine/new')).status).toBe(200);
      await grant(theirs, 'viewer');
      expect((await point('teams/theirs')).status).toBe(200);
    });

    test('what overlaps already may be saved as it is', async () => {
      await db.update(fabrics).set({ gitopsDirectory: '/' }).where(eq(fabrics.id, own.fabric));
      const body = { gitops_directory: '/', description: 'saved' };

      expect((await asLimited('PATCH', `/fabrics/${own.fabric}`, body)).status).toBe(200);
    });
  });

  test("somebody else's plan starts no run", async () => {
    const answer = await asLimited('POST', `/fabrics/${own.fabric}/sync/trigger`, { plan_id: foreign.plan });

    expect(answer.status).toBe(404);
  });

  test('a repository that others may use is read and not changed', async () => {
    expect((await asLimited('GET', `/repositories/${own.repository}`)).body).toMatchObject({
      fabric_count: 1,
    });
    expect((await asLimited('PATCH', `/repositories/${own.repository}`, { branch: 'x' })).status).toBe(403);
    expect((await asLimited('DELETE', `/repositories/${own.repository}`)).status).toBe(403);
    expect((await asLimited('POST', `/repositories/${own.repository}/test-connection`)).status).toBe(403);
  });

  test('of a repository only the fabrics that one sees are counted', async () => {
    const shared = (
      await db
        .insert(fabrics)
        .values({ name: 'shares', kubernetesServer: SERVER, gitRepositoryId: own.repository })
        .returning()
    )[0]!.id;

    expect((await asLimited('GET', `/repositories/${own.repository}`)).body.fabric_count).toBe(1);
    await grant(shared, 'viewer');
    expect((await asLimited('GET', `/repositories/${own.repository}`)).body.fabric_count).toBe(2);
  });
});

test('the session says what was granted, so that pages offer no more', async () => {
  expect((await asLimited('GET', '/session')).body).toMatchObject({
    role: 'operator',
    all_fabrics: false,
    grants: [{ fabric_id: own.fabric, role: 'operator' }],
  });
});

test('outside of the API there is no second way in', async () => {
  const paths = [
    'admin/list-users',
    'admin/create-user',
    'admin/set-role',
    'sign-up/email',
    'sign-in/username',
  ];

  for (const path of paths) {
    for (const method of ['GET', 'POST']) {
      const answer = await ask(
        method,
        `/api/auth/${path}`,
        method === 'POST' ? {} : undefined,
        api.tokens.administrator,
      );
      expect(answer.status, `${method} ${path}`).toBe(404);
    }
  }
});
