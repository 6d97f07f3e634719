import { describe, expect, it } from 'vitest';
import { alteredText, markAltered } from './altered.ts';
import { actions, applied, plan, stored, vpc } from './sample-plans.ts';

const desired = vpc('vpc-1', '10.0.1.0/24', 1_001);
/** As a webhook left it in our own write: the fields are ours, one value is not. */
const live = { ...applied(desired), spec: { ...vpc('vpc-1', '10.0.1.0/24', 1_999).spec } };
const [key, pair] = stored(desired, live);
const again = (options = {}, more: Partial<typeof live> = {}, wanted = desired) =>
  plan([wanted], [{ ...live, ...more }], options, [[key, { ...pair, altered: true }]]);

describe('right after our own write', () => {
  it('what differs was changed by the cluster', () => {
    const after = markAltered(plan([desired], [live]), () => '7');

    expect(after.items).toMatchObject([{ key, action: 'update', drift: 'drifted', altered: true }]);
  });

  it.each([
    ['it was not written', null],
    ['somebody wrote after us', '6'],
  ])('nothing is said of the cluster where %s', (_, resourceVersion) => {
    expect(markAltered(plan([desired], [live]), () => resourceVersion).items[0]).not.toHaveProperty(
      'altered',
    );
  });
});

describe('in the next runs', () => {
  it('is said, and not written again', () => {
    const made = again();

    expect(made.items).toMatchObject([{ action: 'none', drift: 'drifted', altered: true }]);
    expect(made.findings).toMatchObject([
      {
        severity: 'note',
        code: 'altered',
        message:
          'VPC vpc-1: the cluster changed 1001 to 1999 (spec.subnets.default.vlan) when it was written; it is not written again before the desired state or the object changes',
      },
    ]);
  });

  it.each([
    ['by request', again({ force: true })],
    ['when the object has changed', again({}, { spec: vpc('vpc-1', '10.0.1.0/24', 1_500).spec })],
    ['when something else is desired', again({}, {}, vpc('vpc-1', '10.0.1.0/24', 1_002))],
  ])('is written again %s', (_, made) => {
    expect(actions(made)[key]).toBe('update');
  });

  it('nothing is said any more once it is as desired', () => {
    const made = plan([desired], [applied(desired)], {}, [[key, { ...pair, altered: true }]]);

    expect(made.items).toMatchObject([{ action: 'none', drift: 'in_sync' }]);
    expect(made.findings).toEqual([]);
  });
});

it.each([
  [{ path: [], desired: 1, live: 'x' }, 'the cluster changed 1 to "x"'],
  [{ path: [], desired: [1] }, 'the cluster changed [1] to nothing'],
])('%j reads "%s"', (change, text) => {
  expect(alteredText(change)).toBe(text);
});
