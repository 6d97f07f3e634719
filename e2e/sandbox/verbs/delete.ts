import type { Cluster } from '../cluster.ts';
import { timestamp } from '../cluster.ts';
import { isObject, objectAt, stringAt } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';
import { notSupported } from '../http/field-error.ts';
import type { FieldError } from '../http/field-error.ts';
import type { Reply } from '../http/reply.ts';
import type { ApiRequest, Target } from '../http/request.ts';
import { badRequest, conflict, notFound, unprocessable } from '../http/status-error.ts';
import { CUSTOM_RESOURCE_DEFINITIONS, NAMESPACES } from '../kinds/built-in.ts';
import { customKinds } from '../kinds/custom.ts';
import { collectionOf, keyOf, kindSubject, resourceSubject } from '../kinds/kind.ts';
import type { Kind } from '../kinds/kind.ts';
import { parseYaml } from './body-yaml.ts';
import { mediaType } from './decode.ts';
import { listJson, pageOf } from './list.ts';

interface DeleteOptions {
  dryRun: boolean;
  uid: string;
  revision: string;
}

/** DELETE on an object. One with finalizers is only marked. */
export function deleteObject(cluster: Cluster, kind: Kind, target: Target, request: ApiRequest): Reply {
  const options = deleteOptions(request);
  const object = cluster.store.get(collectionOf(kind), keyOf(kind, target.namespace, target.name));
  if (!object) throw notFound(resourceSubject(kind, target.name));
  checkPreconditions(kind, object, options);
  const marked = removeOrMark(cluster, kind, object, options.dryRun);
  if (marked) return { code: 200, body: marked };
  const details = {
    name: target.name,
    ...(kind.group === '' ? {} : { group: kind.group }),
    kind: kind.plural,
    uid: stringAt(objectAt(object, 'metadata'), 'uid'),
  };
  return { code: 200, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details } };
}

/** DELETE on a collection: everything that the same list would show. Answers with what was there. */
export function deleteObjects(cluster: Cluster, kind: Kind, target: Target, request: ApiRequest): Reply {
  const options = deleteOptions(request);
  const { items, metadata } = pageOf(cluster, kind, target, request.query);
  for (const object of items) removeOrMark(cluster, kind, object, options.dryRun);
  return { code: 200, raw: listJson(kind, items, metadata) };
}

function removeOrMark(cluster: Cluster, kind: Kind, object: JsonObject, dryRun: boolean): JsonObject | null {
  const meta = objectAt(object, 'metadata');
  const key = keyOf(kind, stringAt(meta, 'namespace'), stringAt(meta, 'name'));
  const finalizers = meta['finalizers'];
  if (!Array.isArray(finalizers) || finalizers.length === 0) {
    if (!dryRun) removeWithContent(cluster, kind, key, object);
    return null;
  }
  if (meta['deletionTimestamp'] !== undefined) return object;
  const marked = {
    ...object,
    metadata: {
      ...meta,
      deletionGracePeriodSeconds: 0,
      deletionTimestamp: timestamp(cluster.now()),
      ...(typeof meta['generation'] === 'number' ? { generation: meta['generation'] + 1 } : {}),
    },
  };
  return dryRun ? marked : cluster.store.put(collectionOf(kind), key, marked);
}

/** A namespace takes its objects with it, a definition those of its kind. */
function removeWithContent({ store, registry }: Cluster, kind: Kind, key: string, object: JsonObject): void {
  const content =
    kind === NAMESPACES
      ? registry.all().filter(({ namespaced }) => namespaced)
      : kind === CUSTOM_RESOURCE_DEFINITIONS
        ? customKinds(object)
        : [];
  const namespace = kind === NAMESPACES ? stringAt(objectAt(object, 'metadata'), 'name') : '';
  for (const inner of content) {
    for (const item of store.list(collectionOf(inner), namespace)) {
      const meta = objectAt(item, 'metadata');
      store.remove(collectionOf(inner), keyOf(inner, stringAt(meta, 'namespace'), stringAt(meta, 'name')));
    }
  }
  store.remove(collectionOf(kind), key);
}

function checkPreconditions(kind: Kind, object: JsonObject, { uid, revision }: DeleteOptions): void {
  const meta = objectAt(object, 'metadata');
  const subject = kindSubject(kind, stringAt(meta, 'name'));
  if (uid !== '' && uid !== meta['uid']) {
    throw conflict(
      subject,
      `the UID in the precondition (${uid}) does not match the UID in record (${stringAt(meta, 'uid')}). The object might have been deleted and then recreated`,
    );
  }
  if (revision !== '' && revision !== meta['resourceVersion']) {
    throw conflict(
      subject,
      `the ResourceVersion in the precondition (${revision}) does not match the ResourceVersion in record (${stringAt(meta, 'resourceVersion')}). The object might have been modified`,
    );
  }
}

const POLICIES = ['Foreground', 'Background', 'Orphan'];

function deleteOptions({ body, headers, query }: ApiRequest): DeleteOptions {
  const options =
    body.length === 0 ? {} : optionsBody(body.toString('utf8'), mediaType(headers['content-type'] ?? ''));
  const inBody = options['dryRun'];
  const dryRun = [...query.getAll('dryRun'), ...(Array.isArray(inBody) ? inBody : [])];
  const policy = stringAt(options, 'propagationPolicy') || (query.get('propagationPolicy') ?? '');
  const errors: FieldError[] = [];
  if (dryRun.some((value) => value !== 'All')) errors.push(notSupported('dryRun', dryRun, ['All']));
  if (policy !== '' && !POLICIES.includes(policy)) {
    errors.push(notSupported('propagationPolicy', policy, [...POLICIES, 'nil']));
  }
  if (errors.length > 0)
    throw unprocessable({ name: '', group: 'meta.k8s.io', kind: 'DeleteOptions' }, errors);
  const preconditions = objectAt(options, 'preconditions');
  return {
    dryRun: dryRun.length > 0,
    uid: stringAt(preconditions, 'uid'),
    revision: stringAt(preconditions, 'resourceVersion'),
  };
}

function optionsBody(text: string, type: string): JsonObject {
  if (type.includes('yaml')) {
    const { value } = parseYaml(text);
    return isObject(value) ? value : {};
  }
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) ? value : {};
  } catch {
    throw badRequest("couldn't get version/kind; json parse error");
  }
}
