import { describe, expect, it } from 'vitest';
import { applied, plan, stored, vpc, want } from './sample-plans.ts';

describe('what is done to one object', () => {
  const desired = vpc('vpc-1');

  it('creates what is not there', () => {
    const { items, counts } = plan([desired], []);

    expect(items).toMatchObject([
      {
        action: 'create',
        drift: 'missing',
        reason: 'not in the cluster',
        level: 1,
        live: null,
        liveHash: null,
      },
    ]);
    expect(counts).toEqual({
      create: 1,
      update: 0,
      delete: 0,
      replace: 0,
      none: 0,
      desired: 1,
      owned: 0,
      extra: 0,
      adopt: 0,
    });
  });

  it('leaves what is equal', () => {
    const { items } = plan([desired], [applied(desired)]);

    expect(items).toMatchObject([
      { action: 'none', drift: 'in_sync', reason: 'equal', level: 0, changes: [] },
    ]);
  });

  it('updates what differs, and says where', () => {
    const { items } = plan(
      [desired],
      [applied(desired, { spec: { subnets: { default: { subnet: '10.0.1.0/24', vlan: 7 } } } })],
    );

    expect(items).toMatchObject([
      {
        action: 'update',
        drift: 'drifted',
        reason: 'differs in spec.subnets.default.vlan',
        changes: [{ path: ['spec', 'subnets', 'default', 'vlan'], desired: 1001, live: 7 }],
        live: { uid: 'uid-vpc-1', resourceVersion: '7', lastUpdated: '2026-01-01T00:00:00Z' },
      },
    ]);
  });

  it('deletes what is ours and no longer desired', () => {
    const { items, counts } = plan([], [applied(desired)]);

    expect(items).toMatchObject([
      { action: 'delete', drift: 'extra', reason: 'no longer in the desired state', desiredHash: null },
    ]);
    expect(counts).toMatchObject({ delete: 1, owned: 1, desired: 0 });
  });

  it('keeps it as extra with pruning off', () => {
    const { items, counts } = plan([], [applied(desired)], { prune: false });

    expect(items).toMatchObject([{ action: 'none', drift: 'extra', extra: true }]);
    expect(counts).toMatchObject({ delete: 0, extra: 1, owned: 1 });
  });

  it('never touches what is not ours and not desired', () => {
    const foreign = applied(vpc('theirs'), { labels: { 'fabric-sync/owner': 'another' } });
    const nobodys = applied(vpc('hand-made'), { labels: {} });

    expect(plan([], [foreign, nobodys])).toMatchObject({ items: [], findings: [], counts: { owned: 0 } });
  });

  it('adopts what is desired and carries no label, equal or not', () => {
    const { items, counts } = plan([desired], [applied(desired, { labels: {}, managedFields: [] })]);

    expect(items).toMatchObject([
      {
        action: 'update',
        adopt: true,
        drift: 'in_sync',
        reason: 'adopted: equal, not yet owned by this fabric',
      },
    ]);
    expect(counts).toMatchObject({ adopt: 1, owned: 0 });
  });

  it('applies everything again with force', () => {
    expect(plan([desired], [applied(desired)], { force: true }).items).toMatchObject([
      { action: 'update', reason: 'applied again on request', changes: [] },
    ]);
  });
});

describe('fingerprints come first', () => {
  const desired = vpc('vpc-1');
  /** A webhook that turns one value into another of its own: no rule knows it. */
  const rewritten = applied(desired, {
    spec: { subnets: { default: { subnet: '10.0.1.0/24', vlan: 1001, brandNew: [1] } }, mode: 'l2vni' },
  });

  it('an equal pair is an equal object, whatever the rules would say', () => {
    const odd = applied(desired, { spec: { subnets: { default: { subnet: 'rewritten by the cluster' } } } });

    expect(plan([desired], [odd]).items).toMatchObject([{ action: 'update' }]);
    expect(plan([desired], [odd], {}, [stored(desired, odd)]).items).toMatchObject([
      { action: 'none', reason: 'equal since the last verified read' },
    ]);
  });

  it('a live object that changed meets the rules', () => {
    const pair = stored(desired, rewritten);
    const noise = applied(desired, { spec: { ...rewritten.spec, staticRoutes: [] } });
    const real = applied(desired, { spec: { subnets: { default: { subnet: '10.0.1.0/24', vlan: 5 } } } });

    expect(plan([desired], [noise], {}, [pair]).items).toMatchObject([{ action: 'none' }]);
    expect(plan([desired], [real], {}, [pair]).items).toMatchObject([{ action: 'update' }]);
  });

  it('an equal pair does not hide that our label is gone', () => {
    const live = applied(desired, { labels: {} });

    expect(plan([desired], [live], {}, [stored(desired, live)]).items).toMatchObject([
      { action: 'update', adopt: true },
    ]);
  });

  it('a field that is newly set to the value that stands is taken over, once', () => {
    const before = want('Server', 's', {});
    const after = want('Server', 's', { description: 'theirs' });
    const live = applied(before, { spec: { description: 'theirs' } });

    expect(plan([after], [live], {}, [stored(before, live)]).items).toMatchObject([
      { action: 'update', reason: 'equal; its new fields are taken over', changes: [] },
    ]);
    expect(plan([after], [applied(after)], {}, [stored(before, live)]).items).toMatchObject([
      { action: 'none' },
    ]);
    // A read-back comes without a pair and must not ask for a second write.
    expect(plan([after], [live]).items).toMatchObject([{ action: 'none' }]);
  });
});
