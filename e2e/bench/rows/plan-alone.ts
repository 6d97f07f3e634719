import { normalise } from '#server/domain/hedgehog/normalise.ts';
import { desiredHash, liveHash } from '#server/domain/plan/fingerprint.ts';
import { applyBody } from '#server/domain/plan/manifest.ts';
import { planSync } from '#server/domain/plan/plan.ts';
import type { PlanInput } from '#server/domain/plan/plan-types.ts';
import {
  OWNERSHIP,
  resourceKey,
  type DesiredResource,
  type JsonObject,
  type LiveResource,
} from '#server/domain/resource.ts';
import { asDesired } from '../as-desired.ts';
import { hedgehogObjects } from '../hedgehog-objects.ts';
import { atMost, median, sideBySide, under, type Row } from '../row.ts';

const [FEW, MANY] = [1_000, 10_000];
const OWNER = '11111111-1111-4111-8111-111111111111';
const MOST_MS = 300;
/** Of one measurement each size is planned so often, so that few objects are not lost in the clock. */
const REPEATS: Readonly<Record<number, number>> = { [FEW]: 10, [MANY]: 1 };

/** No cluster and no database: the comparison of what stands in memory. */
export async function planAlone(rounds: number): Promise<Row[]> {
  const sizes = { few: samples(FEW), many: samples(MANY) };
  const timed = (work: PlanInput): Promise<number> => {
    // Objects that nobody has compared before: of others their form is known.
    const desired = (): DesiredResource[] => Array.from(work.desired, (resource) => ({ ...resource }));
    const works = Array.from({ length: REPEATS[work.desired.length] ?? 1 }, () => ({
      ...work,
      desired: desired(),
    }));
    const began = performance.now();
    for (const fresh of works) planSync(fresh);
    return Promise.resolve((performance.now() - began) / works.length);
  };
  const times = await sideBySide(rounds, {
    fewPairs: () => timed(sizes.few.pairs),
    manyPairs: () => timed(sizes.many.pairs),
    fewValues: () => timed(sizes.few.values),
    manyValues: () => timed(sizes.many.values),
    fewCreates: () => timed(sizes.few.creates),
    manyCreates: () => timed(sizes.many.creates),
  });

  return [
    ...of('all equal, fingerprints known', times.fewPairs, times.manyPairs),
    ...of('all equal, none known', times.fewValues, times.manyValues),
    ...of('all to create', times.fewCreates, times.manyCreates),
  ];
}

function of(what: string, few: readonly number[], many: readonly number[]): Row[] {
  const work = `compare + plan alone, ms (${what})`;
  return [
    under(work, `10,000 objects in under ${MOST_MS} ms`, MOST_MS, median(many)),
    atMost(
      work,
      'linear: an object at most 1.5 × that at 1,000',
      1.5,
      median(many) / MANY,
      median(few) / FEW,
    ),
  ];
}

function samples(count: number): Record<'pairs' | 'values' | 'creates', PlanInput> {
  const desired = hedgehogObjects(count).map((object) => asDesired(object, 'default'));
  const live = desired.map((each) => asApplied(each));
  const common = {
    desired,
    owner: OWNER,
    options: { force: false, prune: true, writeScope: 'all', conflictPolicy: 'force' },
  } as const;
  const stored = new Map(
    desired.map((each, index) => [
      resourceKey(each),
      { desiredHash: desiredHash(each), liveHash: liveHash(live[index] ?? asApplied(each)) },
    ]),
  );
  return {
    pairs: { ...common, live, stored },
    values: { ...common, live, stored: new Map() },
    creates: { ...common, live: [], stored: new Map() },
  };
}

/** As the API server shows it after our apply: what webhooks and defaults fill in, and who owns what. */
function asApplied(desired: DesiredResource): LiveResource {
  const { metadata, spec = {} } = applyBody(desired, { owner: OWNER, lastUpdated: '2026-01-01T00:00:00Z' });
  const owned = (value: unknown): JsonObject =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).map(([key, child]) => [`f:${key}`, owned(child)]))
      : {};
  return {
    ...desired,
    labels: metadata.labels,
    annotations: metadata.annotations,
    spec: { ...spec, ...normalise(desired).spec },
    uid: `uid-${desired.name}`,
    resourceVersion: '7',
    managedFields: [
      {
        manager: OWNERSHIP.fieldManager,
        operation: 'Apply',
        fields: {
          'f:spec': owned(spec),
          'f:metadata': { 'f:labels': owned(metadata.labels), 'f:annotations': owned(metadata.annotations) },
        },
      },
    ],
  };
}
