import type { Cluster } from '../cluster.ts';
import { timestamp } from '../cluster.ts';
import { objectAt } from '../json.ts';
import type { Reply } from '../http/reply.ts';
import type { ApiRequest, Target } from '../http/request.ts';
import { badRequest } from '../http/status-error.ts';
import type { Kind } from '../kinds/kind.ts';
import { checkIdentity, decodeBody } from './decode.ts';
import type { Decoded } from './decode.ts';
import { trackWrite } from './managers.ts';
import { storeNew, withDefaults } from './store-create.ts';
import { managerOf, writeOptions } from './write-options.ts';
import type { WriteOptions } from './write-options.ts';

/** POST on a collection. */
export function createObject(cluster: Cluster, kind: Kind, target: Target, request: ApiRequest): Reply {
  const options = writeOptions(request, 'CreateOptions');
  const decoded = decodeBody(kind, request.body, request.headers['content-type'] ?? '');
  refuseComplaints(kind, options, decoded);
  checkIdentity(kind, decoded.object);
  const object = withDefaults(kind, decoded.object);
  const writer = {
    manager: managerOf(options, request),
    subresource: '',
    now: timestamp(cluster.now()),
  } as const;
  const tracked = trackWrite(kind, writer, null, object);
  const stored = storeNew(cluster, kind, target.namespace, tracked, options.dryRun);
  return { code: 201, body: stored, warnings: warningsOf(options, decoded) };
}

/** Under strict field validation, what Warn only warns of is a 400. */
export function refuseComplaints(kind: Kind, { validation }: WriteOptions, { complaints }: Decoded): void {
  if (validation !== 'Strict' || complaints.length === 0) return;
  throw badRequest(
    `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: strict decoding error: ${complaints.join(', ')}`,
  );
}

export function warningsOf({ validation }: WriteOptions, { complaints, object }: Decoded): string[] {
  const finalizers = objectAt(object, 'metadata')['finalizers'];
  const bare = Array.isArray(finalizers) ? finalizers.map(String).filter((name) => !name.includes('/')) : [];
  return [...(validation === 'Warn' ? complaints : []), ...bare.map(preferQualified)];
}

function preferQualified(finalizer: string): string {
  return `metadata.finalizers: ${JSON.stringify(finalizer)}: prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers`;
}
