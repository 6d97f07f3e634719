import { describe, expect, it } from 'vitest';
import { apiQuery, isNarrowed, nextOrdering, pageQuery, readListState } from './list-state.ts';

const read = (search: string) => readListState(new URLSearchParams(search), ['state', 'kind']);

describe('readListState', () => {
  it('has defaults for an empty address', () => {
    expect(read('')).toEqual({ q: '', ordering: '', limit: 50, offset: 0, filters: {} });
  });

  it('reads what a list wrote', () => {
    const state = { q: 'a b&c', ordering: '-name', limit: 100, offset: 200, filters: { state: 'error' } };
    expect(read(pageQuery(state))).toEqual(state);
  });

  it.each([
    ['limit=7', { limit: 50 }],
    ['limit=1e9', { limit: 50 }],
    ['offset=-5', { offset: 0 }],
    ['offset=x', { offset: 0 }],
    ['ordering=name;drop', { ordering: '' }],
    ['unknown=1', { filters: {} }],
  ])('takes %s as not given', (search, expected) => {
    expect(read(search)).toMatchObject(expected);
  });
});

describe('apiQuery', () => {
  it('says everything, filters of the page included', () => {
    expect(apiQuery(read('state=error&q=dc'), { fabric_id: '3' })).toBe(
      '?fabric_id=3&state=error&q=dc&limit=50&offset=0',
    );
  });
});

describe('pageQuery', () => {
  it('leaves out what is default', () => {
    expect(pageQuery(read('limit=50&offset=0'))).toBe('');
  });
});

it.each([
  ['', 'name'],
  ['name', '-name'],
  ['-name', ''],
  ['-last_sync', 'name'],
])('pressing "name" after ordering "%s" orders by "%s"', (before, after) => {
  expect(nextOrdering(before, 'name')).toBe(after);
});

it.each([
  ['', false],
  ['offset=50', false],
  ['q=x', true],
  ['kind=VPC', true],
])('%s narrows the list: %s', (search, narrowed) => {
  expect(isNarrowed(read(search))).toBe(narrowed);
});
