import { beforeAll, expect, it } from 'vitest';
import { collectionPath, objectOf } from './kinds.ts';
import { onEachServer, unique } from './meet.ts';
import type { ApiBody } from '../cluster/client.ts';

const NAMES = ['one', 'two', 'three', 'four', 'five'] as const;

onEachServer('lists', ({ client, fresh, server }) => {
  // Server objects: no other suite makes any, so that whole lists can be counted.
  const collection = collectionPath('servers', server.namespace);
  const set = unique();
  const places = NAMES.map((label) => ({ ...fresh('servers'), label }));
  const nameOf = (label: (typeof NAMES)[number]) => places.find((place) => place.label === label)?.name ?? '';
  const labelsFound = (body: ApiBody) =>
    places
      .filter(({ name }) => body.items.some(({ metadata }) => metadata.name === name))
      .map(({ label }) => label);

  beforeAll(async () => {
    for (const [index, { name, label }] of places.entries()) {
      const labels = { set, label, odd: String(index % 2 === 0), ...(label === 'four' ? { extra: '' } : {}) };
      await client.send('POST', collection, { body: objectOf('servers', { name, labels }) });
    }
  });

  it('answers in the order of names', async () => {
    const { body } = await client.send('GET', collection, { query: { labelSelector: `set=${set}` } });

    expect(body.items.map(({ metadata }) => metadata.name)).toEqual(
      places.map(({ name }) => name).toSorted(),
    );
  });

  it('pages: every object once, at one resourceVersion, with the count of those that remain', async () => {
    const whole = await client.send('GET', collection);
    const total = whole.body.items.length;
    const seen: string[] = [];
    let page = await client.send('GET', collection, { query: { limit: 2 } });
    const { resourceVersion } = page.body.metadata;
    for (;;) {
      seen.push(...page.body.items.map(({ metadata }) => metadata.name));
      expect(page.status).toBe(200);
      expect(page.body.metadata.resourceVersion).toBe(resourceVersion);
      const token = page.body.metadata.continue;
      if (!token) break;
      expect(page.body.items).toHaveLength(2);
      expect(page.body.metadata.remainingItemCount).toBe(total - seen.length);
      page = await client.send('GET', collection, { query: { limit: 2, continue: token } });
    }

    expect(seen).toEqual(whole.body.items.map(({ metadata }) => metadata.name));
    expect(page.body.metadata).not.toHaveProperty('remainingItemCount');
  });

  it('keeps a paged list as it was at its first page', async () => {
    const late = fresh('servers');
    const [first, second] = places.map(({ name }) => name).toSorted();
    const page = await client.send('GET', collection, { query: { limit: 1, labelSelector: `set=${set}` } });
    await client.send('POST', collection, {
      body: objectOf('servers', { name: late.name, labels: { set } }),
    });

    const rest = await client.send('GET', collection, {
      query: { limit: 100, labelSelector: `set=${set}`, continue: page.body.metadata.continue },
    });
    await client.send('DELETE', late.path);

    expect(page.body.items.map(({ metadata }) => metadata.name)).toEqual([first]);
    const names = rest.body.items.map(({ metadata }) => metadata.name);
    expect(names).toHaveLength(NAMES.length - 1);
    expect(names).toContain(second);
    expect(names).not.toContain(late.name);
    expect(rest.body.metadata.resourceVersion).toBe(page.body.metadata.resourceVersion);
  });

  it('counts nothing that remains where a label selector is given', async () => {
    const { body } = await client.send('GET', collection, {
      query: { limit: 2, labelSelector: `set=${set}` },
    });

    expect(body.metadata.continue).not.toBe('');
    expect(body.metadata).not.toHaveProperty('remainingItemCount');
  });

  it('refuses a continue token that is none', async () => {
    expect(await client.send('GET', collection, { query: { limit: 2, continue: 'nonsense' } })).toMatchObject(
      {
        status: 400,
        body: { reason: 'BadRequest', message: expect.stringContaining('continue key is not valid') },
      },
    );
  });

  for (const [selector, expected] of [
    ['', ['one', 'two', 'three', 'four', 'five']],
    ['odd=true', ['one', 'three', 'five']],
    ['odd==true', ['one', 'three', 'five']],
    ['odd!=true', ['two', 'four']],
    ['label in (one, two)', ['one', 'two']],
    ['label notin (one,two)', ['three', 'four', 'five']],
    ['extra', ['four']],
    ['!extra', ['one', 'two', 'three', 'five']],
    ['nowhere!=x', ['one', 'two', 'three', 'four', 'five']],
    ['odd=true,label in (one,two)', ['one']],
    ['extra=', ['four']],
  ] as const) {
    it(`selects by labels: "${selector}"`, async () => {
      const { status, body } = await client.send('GET', collection, {
        query: { labelSelector: [`set=${set}`, selector].filter(Boolean).join(',') },
      });

      expect(status).toBe(200);
      expect(labelsFound(body)).toEqual(expected);
    });
  }

  it('refuses a label selector that cannot be read', async () => {
    expect(await client.send('GET', collection, { query: { labelSelector: 'odd in true' } })).toMatchObject({
      status: 400,
      body: { reason: 'BadRequest', message: expect.stringContaining('unable to parse requirement') },
    });
  });

  it('selects by the field metadata.name', async () => {
    const query = { fieldSelector: `metadata.name=${nameOf('two')}` };
    expect(labelsFound((await client.send('GET', collection, { query })).body)).toEqual(['two']);

    const both = { fieldSelector: `metadata.namespace=${server.namespace}`, labelSelector: `set=${set}` };
    expect((await client.send('GET', collection, { query: both })).body.items).toHaveLength(NAMES.length);
  });

  it('refuses a field that cannot be selected by', async () => {
    expect(
      await client.send('GET', collection, { query: { fieldSelector: 'spec.profile=x' } }),
    ).toMatchObject({
      status: 400,
      body: { reason: 'BadRequest', message: 'field label not supported: spec.profile' },
    });
  });

  it('lists a kind in all namespaces', async () => {
    const { status, body } = await client.send('GET', '/apis/wiring.githedgehog.com/v1beta1/servers', {
      query: { labelSelector: `set=${set}` },
    });

    expect(status).toBe(200);
    expect(labelsFound(body)).toEqual([...NAMES]);
  });

  it('answers an empty list for a namespace that is not there', async () => {
    expect(await client.send('GET', collectionPath('servers', 'no-such'))).toMatchObject({
      status: 200,
      body: { kind: 'ServerList', items: [], metadata: { continue: '' } },
    });
  });

  it('answers any state it has, the whole list, for resourceVersion 0', async () => {
    const { status, body } = await client.send('GET', collection, {
      query: { resourceVersion: 0, labelSelector: `set=${set}` },
    });

    expect(status).toBe(200);
    expect(labelsFound(body)).toEqual([...NAMES]);
  });

  it('asks to wait for a resourceVersion that has not come yet', async () => {
    expect(
      await client.send('GET', collection, { query: { resourceVersion: '9999999999', timeoutSeconds: 1 } }),
    ).toMatchObject({
      status: 504,
      body: {
        reason: 'Timeout',
        message: expect.stringContaining('Too large resource version: 9999999999'),
        details: { retryAfterSeconds: 1, causes: [{ reason: 'ResourceVersionTooLarge' }] },
      },
    });
  });

  it('answers rows for a client that asks for a table', async () => {
    const { status, body } = await client.send('GET', collection, {
      headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' },
      query: { labelSelector: `set=${set},label=one` },
    });

    expect(status).toBe(200);
    expect(body).toMatchObject({
      kind: 'Table',
      apiVersion: 'meta.k8s.io/v1',
      columnDefinitions: [
        { name: 'Name', type: 'string', format: 'name' },
        { name: 'Type', type: 'string' },
        { name: 'Descr', type: 'string' },
        { name: 'Age', type: 'date' },
      ],
      rows: [
        {
          cells: [nameOf('one'), null, null, expect.stringMatching(/^\d+[smhd]/)],
          object: { kind: 'PartialObjectMetadata', metadata: { name: nameOf('one') } },
        },
      ],
    });
  });
});
