import { referencesOf, type Reference } from '#server/domain/hedgehog/references.ts';
import { resourceKey, type DesiredResource } from '#server/domain/resource.ts';
import { finding } from './draft.ts';
import { pathText } from './path-text.ts';
import type { PlanFinding } from './plan-types.ts';

export interface KnownObjects {
  /** Desired and within the write scope. */
  readonly willExist: (key: string) => boolean;
  /** Desired, but left out by the selection: it is there only if it was before. */
  readonly isLeftOut: (key: string) => boolean;
  readonly isLive: (key: string) => boolean;
  /** Live, ours, and to be deleted by this plan. */
  readonly isLeaving: (key: string) => boolean;
  /** Whether live objects of this kind were read; without that nothing can be said. */
  readonly wasRead: (kind: string) => boolean;
}

function missing(reference: Reference, known: KnownObjects): string | null {
  const key = resourceKey(reference);
  if (!reference.hard || known.willExist(key)) return null;
  if (known.isLeaving(key)) return 'which is no longer in the desired state and would be deleted';
  if (known.isLive(key) || !known.wasRead(reference.kind)) return null;
  if (known.isLeftOut(key)) return 'which is not in the cluster yet and not selected: select it too';
  return 'which is neither in the desired state nor in the cluster';
}

/** Every object that a resource names and that will not be there: refused before anything is applied. */
export function missingReferences(desired: DesiredResource, known: KnownObjects): PlanFinding[] {
  return referencesOf(desired).flatMap((reference) => {
    const why = missing(reference, known);
    if (why === null) return [];
    const message = `refers to ${reference.kind} ${reference.name}, ${why}`;
    const code = known.isLeftOut(resourceKey(reference)) ? 'not_selected' : 'missing_reference';
    return [finding('refusal', code, desired, message, { field: pathText(reference.path) })];
  });
}
