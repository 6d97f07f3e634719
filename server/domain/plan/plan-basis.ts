import type { Plan, PlanItem } from '#server/domain/plan/plan-types.ts';
import { OWNERSHIP, type LiveResource } from '#server/domain/resource.ts';

type Settings = Readonly<Record<string, string | number | boolean | null>>;

/** What a plan rests on; any of it changed, and the plan is another one. */
export interface PlanBasis {
  /** Settings that decide what is compared and how, by the name that people know them by. */
  readonly settings: Settings;
  /** Every object that the plan looked at, the equal ones too. */
  readonly objects: readonly ExpectedObject[];
}

/** What was expected of one object, short: there are ten thousand of them. */
interface ExpectedObject {
  readonly key: string;
  readonly action: string;
  /** Beginnings of the hashes; null = not desired, not there. */
  readonly desired: string | null;
  readonly live: string | null;
  readonly uid: string | null;
}

/** Half of a SHA-256. */
const HASH_CHARACTERS = 32;

const short = (hash: string | null): string | null => hash?.slice(0, HASH_CHARACTERS) ?? null;

function expectedOf({ key, action, desiredHash, liveHash, live }: PlanItem): ExpectedObject {
  return { key, action, desired: short(desiredHash), live: short(liveHash), uid: live?.uid ?? null };
}

/** What a run of this plan must find again. Nothing is expected of what the selection leaves out. */
export function basisOf({ items }: Pick<Plan, 'items'>, settings: Settings): PlanBasis {
  return { settings, objects: items.filter(({ unselected }) => unselected !== true).map(expectedOf) };
}

/** Objects that a message names one by one. */
const MOST_NAMED = 5;

/**
 * What moved since a plan was made, as one line for people: settings first, then objects, by whom where the cluster tells.
 * A newer commit that says the same of this fabric is no move: contents are compared, not commits. Null = nothing moved.
 */
export function movedSince(
  before: PlanBasis,
  now: {
    readonly plan: Pick<Plan, 'items'>;
    readonly settings: Settings;
    readonly live: ReadonlyMap<string, LiveResource>;
  },
): string | null {
  const settings = [...new Set([...Object.keys(before.settings), ...Object.keys(now.settings)])]
    .filter((name) => (before.settings[name] ?? null) !== (now.settings[name] ?? null))
    .map((name) => `the fabric's ${name} was changed`);
  const present = new Map(basisOf(now.plan, {}).objects.map((object) => [object.key, object]));
  const expected = new Map(before.objects.map((object) => [object.key, object]));
  const leftOut = new Set(
    now.plan.items.flatMap(({ key, unselected }) => (unselected === true ? [key] : [])),
  );
  const objects = [...new Set([...expected.keys(), ...present.keys()])].flatMap((key) => {
    if (leftOut.has(key)) return [`${key} is not selected any more`];
    const why = objectMove(expected.get(key), present.get(key), now.live.get(key));
    return why === null ? [] : [`${key} ${why}`];
  });
  if (settings.length + objects.length === 0) return null;
  const more = objects.length - MOST_NAMED;
  return [
    ...settings,
    ...objects.slice(0, MOST_NAMED),
    ...(more > 0 ? [`${more} more ${more === 1 ? 'object' : 'objects'}`] : []),
  ].join('; ');
}

function objectMove(
  before: ExpectedObject | undefined,
  now: ExpectedObject | undefined,
  live: LiveResource | undefined,
): string | null {
  const reasons = [
    desiredMove(before?.desired ?? null, now?.desired ?? null),
    liveMove(before, now, live),
  ].filter((reason) => reason !== null);
  if (reasons.length > 0) return reasons.join(' and ');
  const [was, is] = [before?.action ?? 'none', now?.action ?? 'none'];
  return was === is ? null : `would now be ${WORDS[is] ?? is}, in the plan it was ${WORDS[was] ?? was}`;
}

const WORDS: Readonly<Record<string, string>> = {
  create: 'created',
  update: 'updated',
  delete: 'deleted',
  replace: 'replaced',
  none: 'left as it is',
};

function desiredMove(before: string | null, now: string | null): string | null {
  if (before === now) return null;
  if (before === null) return 'is now in the desired state';
  return now === null ? 'left the desired state' : 'changed in the desired state';
}

function liveMove(
  before: ExpectedObject | undefined,
  now: ExpectedObject | undefined,
  live: LiveResource | undefined,
): string | null {
  const [was, is] = [before?.live ?? null, now?.live ?? null];
  if (was === is && (before?.uid ?? null) === (now?.uid ?? null)) return null;
  // An object that is not ours any more, and not desired, is not looked at: it may well be there.
  if (is === null)
    return live === undefined ? 'was deleted in the cluster' : 'changed its owner in the cluster';
  const who = lastWriter(live);
  const by = who === null ? '' : ` by ${who}`;
  if (was === null) return `came into the cluster${by}`;
  return was === is ? `was made anew in the cluster${by}` : `was changed in the cluster${by}`;
}

/** The field managers that may have written last: times are whole seconds. Null where the server does not tell. */
function lastWriter(live: LiveResource | undefined): string | null {
  const entries = (live?.managedFields ?? []).filter(
    ({ subresource, time }) => (subresource ?? '') === '' && time !== undefined,
  );
  const latest = entries.reduce((latestYet, { time = '' }) => (time > latestYet ? time : latestYet), '');
  const managers = new Set(entries.filter(({ time }) => time === latest).map(({ manager }) => manager));
  const others = [...managers].filter((manager) => manager !== OWNERSHIP.fieldManager);
  const named = others.map((manager) => manager.slice(0, LONGEST_MANAGER));
  if (managers.size > others.length) named.push('a sync');
  return named.length === 0 ? null : named.join(' or ');
}

const LONGEST_MANAGER = 100;
