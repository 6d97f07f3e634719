/** Up to this many deletions pass without consent, however few objects there are. */
const SMALL_DELETION = 5;

/** Details of SYNC_MASS_PRUNE_REFUSED. */
export interface PruneRefusal {
  readonly deletes: number;
  readonly owned: number;
  readonly why: string;
}

export interface PruneSize {
  /** Deletions that the plan holds. */
  readonly deletes: number;
  /** Live objects of this fabric, within its write scope. */
  readonly owned: number;
  readonly sourceIsEmpty: boolean;
}

/**
 * Whether a plan deletes so much that a person must consent: more than half of what this fabric owns and more than 5, or
 * everything because the source came up empty. null = go on. Source: the contract's section 9.
 */
export function massPrune({ deletes, owned, sourceIsEmpty }: PruneSize): PruneRefusal | null {
  if (deletes === 0) return null;
  if (sourceIsEmpty) return { deletes, owned, why: 'the source holds no resources' };
  if (deletes > SMALL_DELETION && deletes * 2 > owned) {
    return { deletes, owned, why: 'that is more than half of what this fabric owns' };
  }
  return null;
}
