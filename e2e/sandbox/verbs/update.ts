import type { Cluster } from '../cluster.ts';
import { timestamp } from '../cluster.ts';
import { objectAt, stringAt } from '../json.ts';
import { invalid } from '../http/field-error.ts';
import type { Reply } from '../http/reply.ts';
import type { ApiRequest, Target } from '../http/request.ts';
import { badRequest, conflict, notFound, unprocessable } from '../http/status-error.ts';
import { collectionOf, keyOf, resourceSubject } from '../kinds/kind.ts';
import type { Kind } from '../kinds/kind.ts';
import { refuseComplaints, warningsOf } from './create.ts';
import { checkIdentity, decodeBody } from './decode.ts';
import { trackWrite } from './managers.ts';
import { checkPlace } from './place.ts';
import { withDefaults } from './store-create.ts';
import { storeChanged } from './store-update.ts';
import { managerOf, writeOptions } from './write-options.ts';

/** PUT on an object or its status. */
export function updateObject(cluster: Cluster, kind: Kind, target: Target, request: ApiRequest): Reply {
  const options = writeOptions(request, 'UpdateOptions');
  if (target.name === '') throw badRequest('name must be provided');
  const decoded = decodeBody(kind, request.body, request.headers['content-type'] ?? '');
  refuseComplaints(kind, options, decoded);
  checkIdentity(kind, decoded.object);
  checkPlace(target, decoded.object);
  const object = withDefaults(kind, decoded.object);
  const existing = cluster.store.get(collectionOf(kind), keyOf(kind, target.namespace, target.name));
  const subject = resourceSubject(kind, target.name);
  if (!existing) throw notFound(subject);
  const meta = objectAt(object, 'metadata');
  const uid = stringAt(meta, 'uid');
  const uidNow = stringAt(objectAt(existing, 'metadata'), 'uid');
  if (uid !== '' && uid !== uidNow) {
    const place = `/registry/${collectionOf(kind)}/${keyOf(kind, target.namespace, target.name)}`;
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${uidNow}`;
    throw conflict(
      subject,
      `StorageError: invalid object, Code: 4, Key: ${place}, ResourceVersion: 0, AdditionalErrorMsg: ${why}`,
    );
  }
  if (kind.custom && stringAt(meta, 'resourceVersion') === '') {
    throw unprocessable(subject, [invalid('metadata.resourceVersion', 0, 'must be specified for an update')]);
  }
  const subresource = target.subresource === 'status' ? 'status' : '';
  const writer = {
    manager: managerOf(options, request),
    subresource,
    now: timestamp(cluster.now()),
  } as const;
  const next = trackWrite(kind, writer, existing, object);
  const stored = storeChanged(cluster, kind, { existing, next, subresource, dryRun: options.dryRun });
  return { code: 200, body: stored, warnings: warningsOf(options, decoded) };
}
