import { isControllerOwned, isInWriteScope } from '#server/domain/hedgehog/lookup-kind.ts';
import { referencesOf } from '#server/domain/hedgehog/references.ts';
import { resourceKey, type LiveResource } from '#server/domain/resource.ts';
import { draft, factsOf, finding, type Decision } from './draft.ts';
import { liveHash } from './fingerprint.ts';
import { ownerOf } from './ownership.ts';
import type { PlanOptions } from './plan-types.ts';

/** What the plan keeps of a live object that it has looked at: who it is and what it names, no spec. */
export interface LiveTrace {
  readonly key: string;
  /** Keys of the objects that it names. */
  readonly refersTo: readonly string[];
}

export function traceOf(live: LiveResource): LiveTrace {
  return {
    key: resourceKey(live),
    refersTo: referencesOf(live).map((reference) => resourceKey(reference)),
  };
}

/** Whether the object carries our label and may be touched at all. */
export function isDeletable(live: LiveResource, owner: string, scope: PlanOptions['writeScope']): boolean {
  return ownerOf(live) === owner && !isControllerOwned(live) && isInWriteScope(live.kind, scope);
}

/** An object of ours that is no longer desired: deleted, or shown as extra where pruning is off. */
export function decideLeftover(live: LiveResource, prune: boolean): Decision {
  const known = { drift: 'extra', liveHash: liveHash(live), live: factsOf(live) } as const;
  if (!prune)
    return { item: draft(live, 'no longer desired; kept, since pruning is off', { ...known, extra: true }) };
  const reason =
    live.deletionTimestamp === undefined
      ? 'no longer in the desired state'
      : 'no longer in the desired state; the cluster is still deleting it (finalizers)';
  return { item: draft(live, reason, { ...known, action: 'delete' }) };
}

/** A deletion that would pull the ground from under an object that stays. */
export function keptInUse(decision: Decision, user: string, userIsLeftOut: boolean): Decision {
  const { identity } = decision.item;
  const kept = `${identity.kind} ${identity.name} is kept: ${user} refers to it`;
  const message = userIsLeftOut
    ? `${kept} and is not selected: select it too`
    : `${kept} and is not managed by this fabric`;
  return {
    item: { ...decision.item, action: 'none', extra: true, reason: message },
    finding: userIsLeftOut
      ? finding('refusal', 'not_selected', identity, message)
      : finding('conflict', 'in_use', identity, message, { manager: user }),
  };
}
