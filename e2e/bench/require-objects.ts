import type { ClusterNamespace } from '../app/cluster-namespace.ts';

/** A contender that did not do the work has no time. */
export async function requireObjects(cluster: ClusterNamespace, count: number): Promise<void> {
  const found = await cluster.objects();
  if (found.length !== count) throw new Error(`${found.length} objects are there, not ${count}`);
}
