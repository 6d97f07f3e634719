import {
  OWNERSHIP,
  resourceKey,
  type DesiredResource,
  type LiveResource,
  type ResourceIdentity,
} from '#server/domain/resource.ts';
import type { LiveFacts, PlanFinding, PlanItem } from './plan-types.ts';

/** An item before its place in the order is known. */
export type DraftItem = Omit<PlanItem, 'level' | 'dependsOn'>;

/** What became of one object: its item, and what a person must know. */
export interface Decision {
  readonly item: DraftItem;
  readonly finding?: PlanFinding;
}

function identityOf({ kind, namespace, name }: ResourceIdentity): ResourceIdentity {
  return { kind, namespace, name };
}

export function factsOf(live: LiveResource): LiveFacts {
  const lastUpdated = Object.hasOwn(live.annotations, OWNERSHIP.lastUpdatedAnnotation)
    ? (live.annotations[OWNERSHIP.lastUpdatedAnnotation] ?? null)
    : null;
  return { uid: live.uid, resourceVersion: live.resourceVersion, lastUpdated };
}

/** An item that does nothing; the caller says what is different. */
export function draft(
  resource: DesiredResource | LiveResource,
  reason: string,
  differs: Partial<DraftItem> = {},
): DraftItem {
  return {
    key: resourceKey(resource),
    identity: identityOf(resource),
    apiVersion: resource.apiVersion,
    action: 'none',
    reason,
    changes: [],
    conflicts: [],
    drift: 'in_sync',
    adopt: false,
    extra: false,
    desiredHash: null,
    liveHash: null,
    live: null,
    ...differs,
  };
}

/** What the selection leaves out keeps what was seen of it, and nothing is done. */
export function leaveOut({ item }: Decision): Decision {
  return {
    item: {
      ...item,
      action: 'none',
      reason: item.action === 'none' ? item.reason : `not selected; ${item.reason}`,
      conflicts: [],
      adopt: false,
      extra: item.drift === 'extra',
      unselected: true,
    },
  };
}

export function finding(
  severity: PlanFinding['severity'],
  code: PlanFinding['code'],
  resource: ResourceIdentity,
  message: string,
  more: Partial<Pick<PlanFinding, 'field' | 'manager'>> = {},
): PlanFinding {
  const identity = identityOf(resource);
  return { severity, code, key: resourceKey(identity), identity, field: '', message, ...more };
}
