import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import { wholeObject } from '../schema/object-meta.ts';
import { emptySet, printPath, toFieldsV1 } from './fields-v1.ts';
import type { ManagerName, Managers } from './managed-fields.ts';
import { applyConfiguration, trackUpdate } from './server-side-apply.ts';

const SCHEMA = wholeObject({
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        mode: { type: 'string' },
        list: { type: 'array', items: { type: 'string' } },
        tags: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
        ports: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
          items: { type: 'object', properties: { name: { type: 'string' }, speed: { type: 'integer' } } },
        },
        subnets: {
          type: 'object',
          additionalProperties: {
            type: 'object',
            properties: { vlan: { type: 'integer' }, gateway: { type: 'string' } },
          },
        },
      },
    },
  },
});

interface State {
  object: JsonObject;
  managers: Managers;
}

const NOTHING: State = { object: {}, managers: new Map() };

function named(manager: string, operation: 'Apply' | 'Update'): ManagerName {
  return { manager, operation, subresource: '', apiVersion: 'test/v1' };
}

function apply(state: State, manager: string, spec: JsonObject, force = false) {
  const context = {
    schema: SCHEMA,
    managers: state.managers,
    name: named(manager, 'Apply'),
    now: '',
    reset: emptySet(),
  };
  return applyConfiguration({ ...context, live: state.object, config: { spec }, force });
}

/** For configurations that must not conflict. */
function applied(state: State, manager: string, spec: JsonObject, force = false): State {
  const result = apply(state, manager, spec, force);
  if ('conflicts' in result)
    throw new Error(`conflicts: ${result.conflicts.map(({ path }) => printPath(path)).join()}`);
  return result;
}

function updated(state: State, manager: string, spec: JsonObject): State {
  const context = {
    schema: SCHEMA,
    managers: state.managers,
    name: named(manager, 'Update'),
    now: '',
    reset: emptySet(),
  };
  const object = { spec };
  return { object, managers: trackUpdate({ ...context, live: state.object, next: object }) };
}

function owned({ managers }: State): Record<string, JsonObject> {
  return Object.fromEntries(
    [...managers.values()].map(({ manager, fields }) => [manager, toFieldsV1(fields)]),
  );
}

describe('applying a configuration', () => {
  it('gives its fields to the manager; a key of a map is owned itself', () => {
    const state = applied(NOTHING, 'git', { mode: 'x', subnets: { web: { vlan: 1 } } });

    expect(owned(state)).toEqual({
      git: { 'f:spec': { 'f:mode': {}, 'f:subnets': { 'f:web': { '.': {}, 'f:vlan': {} } } } },
    });
  });

  it.each<[string, JsonObject, JsonObject, JsonObject]>([
    ['a field', { mode: 'x', list: ['a'] }, { list: ['a'] }, { spec: { list: ['a'] } }],
    [
      'a key of a map',
      { subnets: { a: { vlan: 1 }, b: {} } },
      { subnets: { b: {} } },
      { spec: { subnets: { b: {} } } },
    ],
    [
      'everything, which leaves a null that the schema refuses, as in the API server',
      { mode: 'x' },
      {},
      { spec: null },
    ],
    [
      'an item of a keyed list',
      { ports: [{ name: 'a' }, { name: 'b' }] },
      { ports: [{ name: 'b' }] },
      { spec: { ports: [{ name: 'b' }] } },
    ],
    ['a value of a set', { tags: ['a', 'b'] }, { tags: ['b'] }, { spec: { tags: ['b'] } }],
  ])('removes what the manager no longer applies: %s', (_title, before, after, object) => {
    expect(applied(applied(NOTHING, 'git', before), 'git', after).object).toEqual(object);
  });

  it('keeps what somebody else applies too', () => {
    const both = applied(applied(NOTHING, 'git', { mode: 'x', list: [] }), 'hand', { mode: 'x' });

    const left = applied(both, 'git', { list: [] });

    expect(left.object).toEqual({ spec: { mode: 'x', list: [] } });
    expect(owned(left)).toEqual({
      git: { 'f:spec': { 'f:list': {} } },
      hand: { 'f:spec': { 'f:mode': {} } },
    });
  });

  it('takes a key of a map away whole, with what others only changed in it', () => {
    const first = applied(NOTHING, 'git', { subnets: { web: { vlan: 1 }, db: {} } });
    const edited = updated(first, 'hand', { subnets: { web: { vlan: 1, gateway: 'g' }, db: {} } });

    expect(applied(edited, 'git', { subnets: { db: {} } }).object).toEqual({ spec: { subnets: { db: {} } } });
  });

  it('names every field that another manager has with another value', () => {
    const first = applied(NOTHING, 'git', {
      mode: 'x',
      list: ['a'],
      subnets: { web: { vlan: 1, gateway: 'g' } },
    });

    const result = apply(first, 'hand', {
      mode: 'y',
      list: ['b'],
      subnets: { web: { vlan: 2, gateway: 'g' } },
    });

    expect(
      'conflicts' in result &&
        result.conflicts.map(({ manager, path }) => [manager.manager, printPath(path)]),
    ).toEqual([
      ['git', '.spec.list'],
      ['git', '.spec.mode'],
      ['git', '.spec.subnets.web.vlan'],
    ]);
  });

  it('takes the fields over when forced', () => {
    const first = applied(NOTHING, 'git', { mode: 'x', list: ['a'] });

    const second = applied(first, 'hand', { mode: 'y' }, true);

    expect(second.object).toEqual({ spec: { mode: 'y', list: ['a'] } });
    expect(owned(second)).toEqual({
      git: { 'f:spec': { 'f:list': {} } },
      hand: { 'f:spec': { 'f:mode': {} } },
    });
  });

  it('says that nothing changed when nothing did, though an owner joins', () => {
    const first = applied(NOTHING, 'git', { mode: 'x' });

    expect(apply(first, 'git', { mode: 'x' })).toMatchObject({ changed: false });
    expect(apply(first, 'hand', { mode: 'x' })).toMatchObject({
      changed: false,
      object: { spec: { mode: 'x' } },
    });
  });

  it.each([
    [
      ['a', 'b', 'c'],
      ['c', 'a'],
      ['b', 'c', 'a'],
    ],
    [
      ['a', 'b'],
      ['x', 'a'],
      ['x', 'a', 'b'],
    ],
    [['a', 'b', 'c'], ['b'], ['a', 'b', 'c']],
    [[], ['b', 'a'], ['b', 'a']],
  ])('merges %j and %j of two managers into %j', (theirs, mine, merged) => {
    const first = applied(NOTHING, 'hand', { tags: theirs });

    expect(applied(first, 'git', { tags: mine }).object).toEqual({ spec: { tags: merged } });
  });
});

describe('an update', () => {
  it('owns what it adds and changes, and takes it from the others', () => {
    const first = applied(NOTHING, 'git', { mode: 'x', subnets: { web: { vlan: 1 } } });

    const second = updated(first, 'hand', { mode: 'y', subnets: { web: { vlan: 1 }, db: {} } });

    expect(owned(second)).toEqual({
      git: { 'f:spec': { 'f:subnets': { 'f:web': { '.': {}, 'f:vlan': {} } } } },
      hand: { 'f:spec': { 'f:mode': {}, 'f:subnets': { 'f:db': {} } } },
    });
  });

  it('leaves nobody as the owner of what it removes', () => {
    expect(owned(updated(applied(NOTHING, 'git', { mode: 'x' }), 'hand', {}))).toEqual({});
  });

  it('folds the oldest of more than ten updaters into one entry', () => {
    let state = NOTHING;
    const spec: JsonObject = { subnets: {} };
    for (let index = 0; index < 14; index += 1) {
      const subnets = { ...(spec['subnets'] as JsonObject), [`s${index}`]: {} };
      spec['subnets'] = subnets;
      state = updated(state, `u${String(index).padStart(2, '0')}`, structuredClone(spec));
    }

    expect(Object.keys(owned(state))).toHaveLength(10);
    expect(Object.keys(owned(state))).toContain('ancient-changes');
  });
});
