import { array, assert, constantFrom, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  differenceOf,
  fromFieldsV1,
  hasPath,
  intersectionOf,
  isEmptySet,
  pathsOf,
  printPath,
  recursiveDifferenceOf,
  setOf,
  toFieldsV1,
  unionOf,
} from './fields-v1.ts';

describe('FieldsV1', () => {
  it('writes a field that is owned itself and has owned parts with a dot', () => {
    const set = setOf(
      ['f:spec', 'f:subnets', 'f:x'],
      ['f:spec', 'f:subnets', 'f:x', 'f:vlan'],
      ['f:spec', 'f:mode'],
    );

    expect(toFieldsV1(set)).toEqual({
      'f:spec': { 'f:mode': {}, 'f:subnets': { 'f:x': { '.': {}, 'f:vlan': {} } } },
    });
  });

  it.each([
    [['f:spec', 'f:subnets', 'f:x', 'f:vlan'], '.spec.subnets.x.vlan'],
    [['f:spec', 'f:items', 'k:{"name":"a","port":80}', 'f:v'], '.spec.items[name="a",port=80].v'],
    [['f:metadata', 'f:finalizers', 'v:"x"'], '.metadata.finalizers[="x"]'],
    [['f:list', 'i:3'], '.list[3]'],
  ])('prints %j as %s', (path, text) => {
    expect(printPath(path)).toBe(text);
  });

  it('takes away single paths, or parents with all that is below them', () => {
    const set = setOf(['f:a'], ['f:a', 'f:b'], ['f:c']);

    expect(pathsOf(differenceOf(set, setOf(['f:a'])))).toEqual([['f:a', 'f:b'], ['f:c']]);
    expect(pathsOf(recursiveDifferenceOf(set, setOf(['f:a'])))).toEqual([['f:c']]);
  });

  const path = array(constantFrom('f:a', 'f:b', 'k:{"n":1}'), { minLength: 1, maxLength: 4 });
  const anySet = array(path, { maxLength: 12 }).map((paths) => setOf(...paths));

  it('reads what it writes', () => {
    assert(
      property(anySet, (set) => {
        expect(pathsOf(fromFieldsV1(toFieldsV1(set)))).toEqual(pathsOf(set));
      }),
    );
  });

  it('is made of paths: set operations are those of path sets', () => {
    assert(
      property(anySet, anySet, (left, right) => {
        const shared = pathsOf(left).filter((one) => hasPath(right, one));
        const only = pathsOf(left).filter((one) => !hasPath(right, one));
        expect(pathsOf(intersectionOf(left, right))).toEqual(shared);
        expect(pathsOf(differenceOf(left, right))).toEqual(only);
        expect(pathsOf(unionOf(left, right))).toEqual(pathsOf(setOf(...pathsOf(left), ...pathsOf(right))));
        expect(isEmptySet(differenceOf(left, left))).toBe(true);
      }),
    );
  });
});
