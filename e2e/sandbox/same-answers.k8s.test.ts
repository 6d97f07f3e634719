import { array, asyncProperty, assert, constant, constantFrom, oneof, option, record } from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { openClient } from '#e2e/cluster/client.ts';
import type { ApiClient, Reply } from '#e2e/cluster/client.ts';
import { isObject, without } from './json.ts';
import type { Json, JsonObject } from './json.ts';
import { GROUP, PROBE_DEFINITION } from './probe-definition.ts';

/**
 * Plays the same random writes by several managers on the real API server and on the stand-in: after each, both must have answered the
 * same. What the answers say is asserted in e2e/conformance; this finds what nobody thought of.
 */
const { real, sandbox } = inject('apiServers');
const COLLECTION = `/apis/${GROUP}/v1/namespaces/default/probes`;
const PATH = `${COLLECTION}/probe`;
/** The same runs every time; change it to look further. */
const SEED = 20260601;
const RUNS = 40;

interface Step {
  method: 'POST' | 'PATCH' | 'DELETE';
  path: string;
  contentType: string;
  body?: unknown;
}

const maybe = (value: Arbitrary<Json>) => option(value, { nil: undefined });
const choose = (...values: Json[]) => maybe(constantFrom(...values));

const spec = record({
  must: choose('x', 'y', 'x'),
  text: choose('aa', 'aaa', 'b'),
  count: choose(1, 2, 9),
  filled: choose(4, 5),
  list: choose(['a'], ['a', 'b'], ['b', 'a']),
  map: choose({ k: 1 }, { k: 2 }, { k: 1, j: 2 }, { j: 3 }),
  inner: choose({}, { x: 'q' }, { y: 'z' }, { x: 'q', y: 'z' }),
  free: choose({}, { a: 1 }, { a: { b: 1 } }, { a: { b: 2, c: [1] } }, { a: [1, 2] }),
  keyed: choose(
    [{ name: 'a' }],
    [{ name: 'a', v: 1 }, { name: 'b' }],
    [{ name: 'b', v: 2 }, { name: 'a' }],
    [{ name: 'a' }, { name: 'c' }, { name: 'b' }],
    [],
  ),
  set: choose(['p'], ['p', 'q'], ['q', 'p'], ['r', 'q', 'p'], []),
  whole: choose({ a: '1' }, { a: '2', b: '3' }),
}).map(withoutUndefined);

const labels = choose({ a: '1' }, { a: '2' }, { a: '1', b: '1' });
const finalizers = choose(['t.io/a'], ['t.io/a', 't.io/b']);

function withoutUndefined(value: Record<string, Json | undefined>): JsonObject {
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, Json] => entry[1] !== undefined),
  );
}

const object = record({ spec, labels, finalizers }).map((parts) => ({
  apiVersion: `${GROUP}/v1`,
  kind: 'Probe',
  metadata: withoutUndefined({ name: 'probe', labels: parts.labels, finalizers: parts.finalizers }),
  spec: parts.spec,
}));

const apply = record({
  body: object,
  manager: constantFrom('one', 'two', 'three'),
  force: constantFrom('', '&force=true'),
}).map(({ body, manager, force }): Step => ({
  method: 'PATCH',
  path: `${PATH}?fieldManager=${manager}${force}`,
  contentType: 'application/apply-patch+yaml',
  body,
}));
const merge = record({
  body: spec,
  gone: constantFrom('list', 'map', 'keyed', 'must', 'free'),
  manager: constantFrom('one', 'hand'),
}).map(({ body, gone, manager }): Step => ({
  method: 'PATCH',
  path: `${PATH}?fieldManager=${manager}`,
  contentType: 'application/merge-patch+json',
  body: { spec: { ...body, [gone]: null } },
}));
const release: Step = {
  method: 'PATCH',
  path: PATH,
  contentType: 'application/merge-patch+json',
  body: { metadata: { finalizers: null } },
};
const create = object.map((body): Step => ({
  method: 'POST',
  path: COLLECTION,
  contentType: 'application/json',
  body,
}));
const remove: Step = { method: 'DELETE', path: PATH, contentType: 'application/json' };
const step = oneof(
  { weight: 5, arbitrary: apply },
  { weight: 2, arbitrary: merge },
  create,
  constant(release),
  constant(remove),
);

async function untilServed(client: ApiClient): Promise<void> {
  const { status } = await client.send('GET', COLLECTION);
  if (status !== 200) throw new Error(`the kind is not served: ${status}`);
}

async function play(client: ApiClient, { method, path, contentType, body }: Step): Promise<Reply> {
  return await client.send(method, path, { contentType, ...(body === undefined ? {} : { body }) });
}

const PER_SERVER = new Set(['uid', 'resourceVersion', 'creationTimestamp', 'deletionTimestamp', 'time']);

/** What both must say; a sum of errors may come in any order, and a failed type check is told by one of several. */
function comparable({ status, body }: Reply): unknown {
  if (status === 500) return status;
  if (status < 300) return [status, neutral(body as unknown as Json)];
  const causes = (body.details?.causes ?? []).map(({ field, message }) => `${field}: ${message}`);
  return [status, body.reason, causes.toSorted()];
}

function neutral(value: Json): Json {
  if (Array.isArray(value)) return value.map(neutral);
  if (!isObject(value)) return value;
  const kept = without(value, ...[...PER_SERVER].filter((key) => typeof value[key] === 'string'));
  const entries = Object.entries(kept).map(([key, child]): [string, Json] => [key, neutral(child)]);
  const managed = kept['managedFields'];
  if (!Array.isArray(managed)) return Object.fromEntries(entries);
  // Their order follows their times.
  const owners = managed.map((entry) => JSON.stringify(neutral(entry))).toSorted();
  return { ...Object.fromEntries(entries), managedFields: owners };
}

describe.skipIf(!real || !sandbox)(
  'the stand-in beside the real API server (skipped where one is not at hand)',
  () => {
    const clients: ApiClient[] = [];

    beforeAll(async () => {
      for (const server of [real, sandbox]) {
        if (!server) continue;
        const client = openClient(server);
        clients.push(client);
        await client.send('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
          body: PROBE_DEFINITION,
        });
        await vi.waitFor(() => untilServed(client), { timeout: 20_000 });
      }
    });

    afterAll(async () => {
      for (const client of clients) {
        await play(client, release);
        await client.send(
          'DELETE',
          `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${PROBE_DEFINITION.metadata.name}`,
        );
        await client.close();
      }
    });

    it('answers the same to the same writes', { timeout: 120_000 }, async () => {
      await assert(
        asyncProperty(array(step, { minLength: 4, maxLength: 12 }), async (steps) => {
          for (const cleanUp of [release, remove])
            await Promise.all(clients.map((client) => play(client, cleanUp)));
          for (const one of steps) {
            const [wanted, mine] = await Promise.all(clients.map((client) => play(client, one)));
            expect(mine && comparable(mine)).toEqual(wanted && comparable(wanted));
          }
        }),
        { seed: SEED, numRuns: RUNS },
      );
    });
  },
);
