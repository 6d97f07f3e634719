import * as fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { fabrics, repositories, resources, runs } from '#db/schema/index.ts';
import { startApi, type Answer } from '#server/api/api-under-test.ts';
import { hostileJson, hostileText, nearlyValid, valid } from '#server/api/arbitrary-under-test.ts';
import type { OpenApi, Operation } from '#server/api/document-under-test.ts';
import { errorBody } from '#server/domain/wire/list.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';

/**
 * Every operation of the document, called with what its schemas allow, nearly allow and forbid: no answer is an internal fault,
 * each is JSON and fits the document (the harness holds every answer against it). FUZZ_SEED repeats a run,
 * FUZZ_RUNS makes a longer one.
 */

const { db } = await testDatabase();
const api = await startApi(db);
const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const document = (await api.as('administrator')('GET', '/openapi.json')).body as OpenApi;

/** Requests that make git or a cluster's client work take longer. */
const COSTLY = /test-connection|preflight|\/plan$|\/test$|import|convert/;
const TOO_DEEP = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 40);
const COSTLY_RUNS = 6;
const LIMIT_MS = RUNS * 100;

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    name: `${method} ${path}`,
    method,
    path,
    operation,
  })),
);

/** What is there to be found; made anew, since deletions find it too. */
let there: Readonly<Record<string, string>> = {};

beforeEach(async () => {
  await db.delete(fabrics);
  await db.delete(repositories);
  const call = api.as('administrator');
  const repository = await call('POST', '/repositories', {
    name: 'there',
    url: 'https://127.0.0.1:1/there.git',
  });
  const fabric = await call('POST', '/fabrics', {
    name: 'there',
    kubernetes_server: 'https://127.0.0.1:1',
    git_repository: repository.body.id,
  });
  const { task_id } = (await call('POST', `/fabrics/${fabric.body.id}/sync/trigger`)).body;
  const [resource] = await db
    .insert(resources)
    .values({
      fabricId: fabric.body.id,
      apiVersion: 'vpc.githedgehog.com/v1beta1',
      kind: 'VPC',
      namespace: 'default',
      name: 'vpc-1',
    })
    .returning({ id: resources.id });
  const token = await call('POST', '/tokens', { name: 'there' });
  const [run] = await db.select({ id: runs.id }).from(runs);
  there = {
    fabrics: String(fabric.body.id),
    repositories: String(repository.body.id),
    resources: String(resource?.id),
    tokens: String(token.body.id),
    runs: run === undefined ? task_id : String(run.id),
  };
});

/** Fields whose rules the schema does not say; nothing that is dialled leaves this machine. */
const idOf = (collection: string) => fc.constant(0).map(() => Number(there[collection]));
const known: Record<string, fc.Arbitrary<unknown>> = {
  name: fc.oneof(
    fc.constant('there'),
    fc.stringMatching(/^[a-z][a-z0-9]{3,12}$/),
    fc.string({ maxLength: 100 }),
  ),
  kubernetes_server: fc.constantFrom('', null, 'https://127.0.0.1:1', 'https://127.0.0.1:1/path'),
  kubernetes_proxy_url: fc.constantFrom('', 'http://127.0.0.1:1'),
  kubernetes_token: fc.constantFrom('', 'a.b.c'),
  kubernetes_ca_cert: fc.constant(''),
  kubernetes_client_cert: fc.constant(''),
  kubernetes_client_key: fc.constant(''),
  sync_interval: fc.constantFrom(0, 60, 300, 86_400),
  time_zone: fc.constantFrom('Europe/Berlin', 'UTC', 'Mars/Olympus'),
  days: fc.subarray(['mon', 'tue', 'sun'], { minLength: 1 }),
  gitops_directory: fc.constantFrom('/', 'fabrics/a'),
  git_repository: fc.oneof(fc.constant(null), idOf('repositories')),
  fabric_id: fc.oneof(idOf('fabrics'), fc.nat()),
  id: fc.oneof(idOf('fabrics'), idOf('repositories'), fc.integer({ min: 1, max: 2 ** 31 - 1 })),
  version: fc.constantFrom(1, 2),
  branch: fc.constantFrom('main', 'release/1'),
  auth_type: fc.constantFrom('none', 'token'),
  token: fc.constantFrom('', 'secret'),
  ssh_private_key: fc.constant(''),
  expires_at: fc.constantFrom(null, '2090-01-01T00:00:00Z'),
  kind: fc.constantFrom('VPC', 'Switch', 'allow', 'block', 'webhook'),
  namespace: fc.constant('default'),
  url: fc.constantFrom('https://127.0.0.1:1/a.git', 'file:///nowhere', 'https://127.0.0.1:1/hook'),
};

interface Call {
  readonly path: string;
  readonly init: RequestInit;
}

function callOf(method: string, template: string, operation: Operation): fc.Arbitrary<Call> {
  const collection = /hedgehog\/(\w[\w-]*)/.exec(template)?.[1] ?? '';
  const pathNames = operation.parameters.filter((each) => each.in === 'path');
  const path = fc
    .tuple(...pathNames.map(({ schema }) => pathValue(collection, schema)))
    .map((values) =>
      pathNames.reduce(
        (text, { name }, index) => text.replace(`{${name}}`, () => values[index] ?? ''),
        template,
      ),
    );
  const queryNames = operation.parameters.filter((each) => each.in === 'query');
  const query = fc.array(
    fc.oneof(
      { weight: 8, arbitrary: fc.oneof(...queryNames.map(queryValue), fc.constant(['', ''] as const)) },
      { weight: 1, arbitrary: fc.tuple(hostileText, hostileText) },
    ),
    { maxLength: 3 },
  );
  const asked = method === 'get' ? query : mostly(fc.constant<(readonly [string, string])[]>([]), query);
  const schema = operation.requestBody?.content['application/json'].schema;
  const sent = method === 'get' ? fc.constant({}) : bodyOf(schema);
  return fc.record({ path, query: asked, sent, headers: headersOf }).map(({ path, query, sent, headers }) => {
    const text = new URLSearchParams(
      query
        .filter(([name]) => name !== '')
        .map(([name, value]) => [name.toWellFormed(), value.toWellFormed()]),
    ).toString();
    const { type, ...init } = sent as { body?: BodyInit; type?: string };
    return {
      path: `${path}${text === '' ? '' : `?${text}`}`,
      init: {
        method: method.toUpperCase(),
        ...init,
        headers: { ...headers, ...(type === undefined ? {} : { 'content-type': type }) },
      },
    };
  });
}

/** Ten times the first to once the second: what is refused early shows nothing of what comes late. */
function mostly<T>(first: fc.Arbitrary<T>, second: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 10, arbitrary: first }, { weight: 1, arbitrary: second });
}

const pathValue = (
  collection: string,
  schema: Operation['parameters'][number]['schema'],
): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constant(0).map(() => there[collection] ?? '1000') },
    // Not the low ids, which are the tokens that the test itself uses.
    {
      weight: 2,
      arbitrary: valid(schema).map((value) =>
        Number(value) < 1_000 ? '1000' : encodeURIComponent(String(value)),
      ),
    },
    {
      weight: 1,
      arbitrary: hostileText.map((text) => encodeURIComponent(text.toWellFormed()).slice(0, 4_000) || '0'),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom('%ff', '%00', '%2e%2e', '%', '-1', '1.5', '9'.repeat(30), 'counts'),
    },
  );

const queryValue = ({
  name,
  schema,
}: Operation['parameters'][number]): fc.Arbitrary<readonly [string, string]> =>
  fc
    .oneof({ weight: 3, arbitrary: valid(schema) }, { weight: 1, arbitrary: hostileText })
    .map((value) => [name, String(Array.isArray(value) ? (value[0] ?? '') : value)] as const);

function bodyOf(
  schema: Record<string, unknown> | undefined,
): fc.Arbitrary<{ body?: BodyInit; type?: string }> {
  const good = schema === undefined ? fc.constant({}) : valid(schema, known);
  const json = (value: fc.Arbitrary<unknown>) =>
    value.map((each) => ({ body: JSON.stringify(each) ?? 'null', type: 'application/json' }));
  return fc.oneof(
    { weight: 5, arbitrary: json(good) },
    { weight: 5, arbitrary: json(nearlyValid(good)) },
    { weight: 2, arbitrary: json(hostileJson) },
    { weight: 1, arbitrary: fc.constant({}) },
    {
      weight: 1,
      arbitrary: fc.record({
        body: fc
          .oneof(
            fc.uint8Array({ maxLength: 50 }),
            fc.constantFrom(TOO_DEEP, '{', '[1,', '"\\ud800"', '{"a":1}{', 'name=x'),
          )
          .map((each) => each as BodyInit),
        type: fc.constantFrom(
          'application/json',
          'text/plain',
          'application/x-www-form-urlencoded',
          'multipart/form-data',
          'nonsense',
          'application/json; charset=utf-16',
        ),
      }),
    },
  );
}

/** What the harness, which holds each answer against the document, does not see. */
function faultOf({ status, body, headers }: Answer, operation: Operation): string | null {
  if (status === 500) return 'an internal fault';
  if (status >= 400 && !errorBody.safeParse(body).success) return 'an error without its body';
  const types = Object.keys(operation.responses[status]?.content ?? { 'application/json': {} });
  const type = headers.get('content-type')?.split(';')[0] ?? '';
  return body === '' || types.includes(type) ? null : `an answer of type ${type}`;
}

const headersOf: fc.Arbitrary<Record<string, string>> = fc.record(
  {
    authorization: mostly(
      fc.constant(`Token ${api.tokens.administrator}`),
      fc.constantFrom('', 'Token', 'Bearer x', 'Basic YTpi', `Token ${api.tokens.viewer}`),
    ),
    'if-match': mostly(fc.constant('*'), fc.constantFrom('"1"', 'W/"1.x"', 'nonsense', '"', ',,', '"99"')),
    'if-none-match': fc.constantFrom('*', '"1"', 'nonsense', ',"'),
    'idempotency-key': mostly(fc.constantFrom('a', 'b'), fc.constantFrom('', ' ', 'x'.repeat(300))),
    accept: fc.constantFrom('text/html', 'application/xml', '*/*', ';;'),
  },
  { requiredKeys: ['authorization'] },
);

test.each(operations)(
  `$name answers anything as documented (FUZZ_SEED=${seed})`,
  async ({ method, path, operation }) => {
    const numRuns = COSTLY.test(path) ? COSTLY_RUNS : RUNS;
    await fc.assert(
      fc.asyncProperty(callOf(method, path, operation), async ({ path, init }) => {
        const answer = await api.raw(path, init);
        expect(faultOf(answer, operation)).toBeNull();
      }),
      { seed, numRuns, interruptAfterTimeLimit: LIMIT_MS, endOnFailure: true },
    );
  },
  60_000,
);
