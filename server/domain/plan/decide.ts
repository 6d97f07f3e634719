import { isControllerOwned, isInWriteScope, kindNamed } from '#server/domain/hedgehog/lookup-kind.ts';
import { normalise } from '#server/domain/hedgehog/normalise.ts';
import {
  OWNERSHIP,
  type DesiredResource,
  type FieldChange,
  type LiveResource,
} from '#server/domain/resource.ts';
import { alteredReason } from './altered.ts';
import { compareForms } from './compare.ts';
import { draft, factsOf, finding, type Decision, type DraftItem } from './draft.ts';
import { desiredHash, hashForm, writtenForm } from './fingerprint.ts';
import { immutableChange } from './immutable.ts';
import { otherOwners, ownerOf, ownsAllOf } from './ownership.ts';
import { pathText } from './path-text.ts';
import { decideImmutable } from './replace.ts';
import type { FieldConflict, PlanOptions, StoredFingerprints } from './plan-types.ts';

export interface DecideOptions extends Pick<
  PlanOptions,
  'force' | 'writeScope' | 'conflictPolicy' | 'allowReplace'
> {
  readonly owner: string;
}

/** Desired objects that this fabric does not write at all; null = it does. */
export function decideUnwritten(
  desired: DesiredResource,
  options: Pick<PlanOptions, 'writeScope'>,
): Decision | null {
  if (kindNamed(desired.kind) === undefined) {
    const message = `${desired.kind} is not a kind that can be synced`;
    return {
      item: draft(desired, message, { drift: 'unknown' }),
      finding: finding('refusal', 'unknown_kind', desired, message),
    };
  }
  if (isControllerOwned(desired)) {
    const message = `${desired.kind} ${desired.name} is made by Hedgehog's own controller and is left to it`;
    return {
      item: draft(desired, message, { drift: 'unknown' }),
      finding: finding('note', 'controller_owned', desired, message),
    };
  }
  if (!isInWriteScope(desired.kind, options.writeScope)) {
    return { item: draft(desired, 'outside the write scope (tenant kinds only)', { drift: 'unknown' }) };
  }
  return null;
}

export function decideMissing(desired: DesiredResource): Decision {
  const item = { action: 'create', drift: 'missing', desiredHash: desiredHash(desired) } as const;
  return { item: draft(desired, 'not in the cluster', item) };
}

const fields = (changes: readonly FieldChange[]): string => {
  const named = changes.slice(0, 3).map((change) => pathText(change.path));
  const more = changes.length - named.length;
  return `${changes.length === 1 ? 'differs in' : `${changes.length} fields differ:`} ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
};

/** Fields that we are about to change and others own; with an absent live value there is nothing to own. */
function conflictsOf(live: LiveResource, changes: readonly FieldChange[]): FieldConflict[] {
  return changes.flatMap((change) =>
    change.desired === undefined || change.live === undefined
      ? []
      : strangers(live, change.path).map((manager) => ({ path: change.path, manager })),
  );
}

/** Whoever else owns a part of what a replacement deletes. */
const specOwners = (live: LiveResource): FieldConflict[] =>
  strangers(live, ['spec']).map((manager) => ({ path: ['spec'], manager }));

/** Our own name also stands at what webhooks changed in our writes, and at what a rollback put back. */
const strangers = (live: LiveResource, path: readonly (string | number)[]): string[] =>
  otherOwners(live, path).filter((manager) => manager !== OWNERSHIP.fieldManager);

/**
 * What to do with an object that is desired and live. The pair of fingerprints first: when it is the one that the last
 * verified read left, the object is equal, whatever defaults and webhooks did. The rules of compare.ts second.
 */
export function decideExisting(
  desired: DesiredResource,
  live: LiveResource,
  stored: StoredFingerprints | undefined,
  options: DecideOptions,
): Decision {
  const owner = ownerOf(live);
  const adopt = owner === null;
  const written = writtenForm(desired);
  const forms = { written: written.form, live: normalise(live) };
  const hashes = {
    desiredHash: written.hash,
    liveHash: hashForm(live.apiVersion, forms.live),
  };
  const known = { ...hashes, live: factsOf(live) };
  const samePair = stored?.desiredHash === hashes.desiredHash && stored.liveHash === hashes.liveHash;
  const isKnown = samePair && owner === options.owner;
  const equal = isKnown && stored.altered !== true;
  const changes = equal ? [] : compareForms(desired, forms, live.managedFields);
  const drift: DraftItem['drift'] = changes.length === 0 ? 'in_sync' : 'drifted';
  const base = { ...known, changes, drift };

  if (owner !== null && owner !== options.owner) {
    // Two fabrics that want the same of one object do not fight; nobody's object is taken over.
    const message = `${desired.kind} ${desired.name} is owned by another fabric (${owner.slice(0, 100)})`;
    const severity = changes.length === 0 ? 'note' : 'conflict';
    return {
      item: draft(desired, message, base),
      finding: finding(severity, 'foreign_owner', desired, message, { manager: 'another fabric' }),
    };
  }
  if (live.deletionTimestamp !== undefined) {
    const message = `${desired.kind} ${desired.name} is being deleted in the cluster; it is created again once it is gone`;
    const item = draft(desired, message, { ...base, drift: 'missing' });
    return {
      item,
      finding: finding('conflict', 'terminating', desired, message, {
        manager: 'a deletion that is under way',
      }),
    };
  }
  const [change] = changes;
  if (isKnown && change !== undefined && !options.force) {
    const message = alteredReason(change);
    const told = finding('note', 'altered', desired, `${desired.kind} ${desired.name}: ${message}`);
    return { item: draft(desired, message, { ...base, altered: true }), finding: told };
  }
  if (equal && !options.force) return { item: draft(desired, 'equal since the last verified read', base) };

  const immutable = immutableChange(desired, live, changes);
  const allowReplace = options.allowReplace ?? false;
  const conflicts = immutable === null ? conflictsOf(live, changes) : allowReplace ? specOwners(live) : [];
  const [first] = conflicts;
  if (first !== undefined && options.conflictPolicy === 'respect') {
    const field = pathText(first.path);
    const message = `${field} of ${desired.kind} ${desired.name} is owned by ${first.manager}`;
    return {
      item: draft(desired, message, { ...base, conflicts }),
      finding: finding('conflict', 'field_conflict', desired, message, { field, manager: first.manager }),
    };
  }
  if (immutable !== null)
    return decideImmutable(desired, immutable, { ...base, conflicts, adopt }, allowReplace);
  const reason = updateReason(desired, live, {
    changes,
    adopt,
    stored,
    hash: hashes.desiredHash,
    force: options.force,
  });
  if (reason === null) return { item: draft(desired, 'equal', base) };
  return { item: draft(desired, reason, { ...base, conflicts, adopt, action: 'update' }) };
}

interface UpdateFacts {
  readonly changes: readonly FieldChange[];
  readonly adopt: boolean;
  readonly stored: StoredFingerprints | undefined;
  readonly hash: string;
  readonly force: boolean;
}

/** Why an existing object is written; null = it is not. */
function updateReason(desired: DesiredResource, live: LiveResource, facts: UpdateFacts): string | null {
  if (facts.adopt) {
    return facts.changes.length === 0
      ? 'adopted: equal, not yet owned by this fabric'
      : `adopted: ${fields(facts.changes)}`;
  }
  if (facts.changes.length > 0) return fields(facts.changes);
  if (facts.force) return 'applied again on request';
  // The source sets other fields than it did, to values that already stand. Without our ownership they would stay for
  // good when they leave the source later. Only against a stored pair: a read-back never asks for a second write.
  const before = facts.stored?.desiredHash ?? null;
  if (before !== null && before !== facts.hash && !ownsAllOf(desired, live))
    return 'equal; its new fields are taken over';
  return null;
}
