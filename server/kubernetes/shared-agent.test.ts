import { afterEach, describe, expect, it, vi } from 'vitest';
import { createOutbound } from '#server/outbound/outbound.ts';
import { borrowAgent } from './shared-agent.ts';
import type { ClusterTarget } from './target.ts';

const outbound = createOutbound({ deny: [], allow: [] });
const target: ClusterTarget = { server: '', token: 'a', caCert: '', tlsVerify: true };
const borrow = (origin: string, more: Partial<ClusterTarget> = {}) =>
  borrowAgent(origin, { ...target, ...more }, outbound, 1_000);

afterEach(() => vi.useRealTimers());

describe('connections that clients share', () => {
  it.each([
    ['another token', {}, { token: 'b' }, true],
    ['another authority', {}, { tlsVerify: false }, false],
    ['another proxy', {}, { proxyUrl: 'http://127.0.0.1:3128' }, false],
  ])('with %s', (_, one, other, same) => {
    const [first, second] = [borrow('https://one', one), borrow('https://one', other)];
    expect(first.agent === second.agent).toBe(same);
    for (const each of [first, second]) each.giveBack();
  });

  it('not with another server', () => {
    const [first, second] = [borrow('https://one'), borrow('https://two')];
    expect(first.agent).not.toBe(second.agent);
    for (const each of [first, second]) each.giveBack();
  });

  it('are kept a moment for the next one, and closed when nobody comes', () => {
    vi.useFakeTimers();
    const first = borrow('https://three');
    const destroy = vi.spyOn(first.agent, 'destroy');
    first.giveBack();
    vi.advanceTimersByTime(4_000);
    const second = borrow('https://three');
    expect(second.agent).toBe(first.agent);

    vi.advanceTimersByTime(60_000);
    expect(destroy).not.toHaveBeenCalled();
    second.giveBack();
    vi.advanceTimersByTime(6_000);
    expect(destroy).toHaveBeenCalled();
    const third = borrow('https://three');
    expect(third.agent).not.toBe(first.agent);
    third.giveBack();
  });
});
