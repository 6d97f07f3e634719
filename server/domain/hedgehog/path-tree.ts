/**
 * Path patterns of a kind as a tree, so that a walk over a spec knows at each step what holds there.
 * `*` stands for any key of a map and any element of a list.
 */
export interface PathTree {
  readonly next: ReadonlyMap<string, PathTree>;
  readonly marks: ReadonlySet<PathMark>;
}

/**
 * kept: a blank value means something here (a map's entry, an explicit false).
 * object: an entry that may be written as null and means {}; kept as well.
 * sorted: a list whose order says nothing; it is compared as a whole.
 */
export type PathMark = 'kept' | 'object' | 'sorted';

interface Growing {
  next: Map<string, Growing>;
  marks: Set<PathMark>;
}

const EMPTY: PathTree = { next: new Map(), marks: new Set() };

export function pathTree(patterns: Partial<Readonly<Record<PathMark, readonly string[]>>>): PathTree {
  const root: Growing = { next: new Map(), marks: new Set() };
  for (const [mark, paths] of Object.entries(patterns) as [PathMark, readonly string[]][]) {
    for (const path of paths) {
      let node = root;
      for (const step of path.split('.')) {
        const next = node.next.get(step) ?? { next: new Map(), marks: new Set() };
        node.next.set(step, next);
        node = next;
      }
      node.marks.add(mark);
      if (mark === 'object') node.marks.add('kept');
    }
  }
  return root;
}

/** The tree below a key; an entry without patterns leads nowhere. */
export function below(tree: PathTree, key: string): PathTree {
  return tree.next.get(key) ?? tree.next.get('*') ?? EMPTY;
}

export const NO_PATHS: PathTree = EMPTY;
