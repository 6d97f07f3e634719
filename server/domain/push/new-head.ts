/** What a branch points at. */
export interface Head {
  readonly commit: string;
  /** What the fabric's directory holds in it: git/directory-tree.ts, "" = there is no such directory; null = nobody looked. */
  readonly tree: string | null;
}

export interface HeadInputs {
  readonly scheduleStopped: boolean;
  readonly retryAt: Date | null;
  readonly errorCode: string | null;
  /** Commit that the last attempt read, or failed to. */
  readonly attemptedCommit: string | null;
  readonly attemptedTree: string | null;
  readonly pushedTree: string | null;
}

export interface HeadPatch {
  readonly scheduleStopped?: false;
  readonly retryAttempt?: 0;
  readonly retryAt?: Date;
  readonly pushedTree?: string | null;
}

/** Refused credentials of the cluster are not put right by a commit. */
export const isStoppedByCredentials = (fabric: Pick<HeadInputs, 'scheduleStopped' | 'errorCode'>): boolean =>
  fabric.scheduleStopped && fabric.errorCode?.startsWith('K8S_AUTH') === true;

/** Whether a head is another input than the last attempt's. Where a tree is not known, another commit may be. */
export function isNewHead(
  fabric: Pick<HeadInputs, 'attemptedCommit' | 'attemptedTree'>,
  head: Head,
): boolean {
  if (head.commit === fabric.attemptedCommit) return false;
  return head.tree === null || fabric.attemptedTree === null || head.tree !== fabric.attemptedTree;
}

/**
 * How a fabric takes in a head of its branch, whoever asked for it (SPEC section 8: a new commit ends a retry series and takes
 * up a stopped schedule). Where the directory's tree is known, a commit that left it alone is none; a changed one is kept until a
 * run begins. A head that went back to what was last read takes the wait away.
 */
export function newHeadPatch(fabric: HeadInputs, head: Head, now: Date): HeadPatch {
  if (!isNewHead(fabric, head)) {
    return head.tree === null || fabric.pushedTree === null ? {} : { pushedTree: null };
  }
  const waits = fabric.scheduleStopped || fabric.retryAt !== null;
  if (waits && fabric.errorCode?.startsWith('K8S_AUTH') === true) return {};
  return {
    ...(waits ? { scheduleStopped: false, retryAttempt: 0, retryAt: now } : {}),
    ...(head.tree === null || head.tree === fabric.pushedTree ? {} : { pushedTree: head.tree }),
  };
}
