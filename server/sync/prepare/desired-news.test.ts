import { describe, expect, it } from 'vitest';
import type { DesiredResource } from '#server/domain/resource.ts';
import { desiredNews, rememberDesired } from './desired-news.ts';

const named = (name: string): DesiredResource => ({
  apiVersion: 'wiring.githedgehog.com/v1beta1',
  kind: 'Server',
  namespace: 'default',
  name,
  labels: {},
  annotations: {},
  spec: {},
});
const [a, b, c] = [named('a'), named('b'), named('c')];

describe('what the rows do not say yet', () => {
  it('is everything where nothing is known of them', () => {
    expect(desiredNews(1, null, [a, b])).toEqual({ changed: [a, b], gone: null });
  });

  it('is what was read anew, and what left', () => {
    rememberDesired(2, 'one', [a, b]);
    const other = named('a');

    const { changed, gone } = desiredNews(2, 'one', [other, c]);

    expect(changed).toEqual([other, c]);
    expect(changed[0]).toBe(other);
    expect(gone).toEqual(['Server/default/b']);
  });

  it('is nothing where each object is the one that was kept', () => {
    rememberDesired(3, 'one', [a, b]);

    expect(desiredNews(3, 'one', [b, a])).toEqual({ changed: [], gone: [] });
  });

  it('is everything where somebody else has changed them since', () => {
    rememberDesired(4, 'one', [a, b]);

    expect(desiredNews(4, 'two', [a, b])).toEqual({ changed: [a, b], gone: null });
    expect(desiredNews(4, null, [a, b])).toEqual({ changed: [a, b], gone: null });
  });
});
