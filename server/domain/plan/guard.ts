/** Up to this many deletions pass without consent, however few objects there are. */
const SMALL_DELETION = 5;

/** Details of SYNC_MASS_PRUNE_REFUSED. */
export interface PruneRefusal {
  /** What would be done to how many: `delete 4 and replace 16`. */
  readonly what: string;
  readonly owned: number;
  readonly why: string;
}

export interface PruneSize {
  /** Deletions that the plan holds. */
  readonly deletes: number;
  /** Objects that it deletes and creates anew. */
  readonly replaces: number;
  /** Live objects of this fabric, within its write scope. */
  readonly owned: number;
  readonly sourceIsEmpty: boolean;
}

/**
 * Whether a plan deletes so much that a person must consent: more than half of what this fabric owns and more than 5, or
 * everything because the source came up empty. What is replaced counts: it is deleted too, the network is without it until the
 * cluster has taken the new one, and that may be refused. null = go on. Source: the contract's section 9.
 */
export function massPrune({ deletes, replaces, owned, sourceIsEmpty }: PruneSize): PruneRefusal | null {
  const gone = deletes + replaces;
  if (gone === 0) return null;
  const what = [deletes > 0 ? `delete ${deletes}` : '', replaces > 0 ? `replace ${replaces}` : '']
    .filter((part) => part !== '')
    .join(' and ');
  if (sourceIsEmpty) return { what, owned, why: 'the source holds no resources' };
  if (gone > SMALL_DELETION && gone * 2 > owned) {
    const meaning = replaces > 0 ? ' (what is replaced is deleted and created anew)' : '';
    return { what, owned, why: `that is more than half of what this fabric owns${meaning}` };
  }
  return null;
}
