import type { LiveResource } from '#server/domain/resource.ts';
import { ownerOf } from './ownership.ts';

/** What a person must know of objects of other fabrics in the same place: whose they are, they stay. Null = there are none. */
export function neighboursNote(live: Iterable<LiveResource>, owner: string): string | null {
  const others = new Set<string>();
  let objects = 0;
  for (const each of live) {
    const theirs = ownerOf(each);
    if (theirs === null || theirs === owner) continue;
    others.add(theirs);
    objects += 1;
  }
  if (objects === 0) return null;
  const whose = others.size === 1 ? 'another fabric' : `${others.size} other fabrics`;
  return `${objects === 1 ? '1 object' : `${objects} objects`} of ${whose} in the same cluster and namespace: left alone`;
}
