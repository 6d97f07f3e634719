import { isIgnoredAnnotation, isIgnoredLabel } from '#server/domain/hedgehog/ignored-metadata.ts';
import { isObject, member } from '#server/domain/hedgehog/json.ts';
import { isMutableObject, type MutableObject } from '#server/domain/hedgehog/mutable-json.ts';
import { asWritten, normalise } from '#server/domain/hedgehog/normalise.ts';
import { isEqual } from '#server/domain/plan/is-equal.ts';
import type { DesiredResource, JsonObject, JsonValue, LiveResource } from '#server/domain/resource.ts';

/** By which deployment tools know their objects: wanted from us too, each would prune or fight what it finds. */
const TRACKING = [
  'argocd.argoproj.io/',
  'kustomize.toolkit.fluxcd.io/',
  'helm.toolkit.fluxcd.io/',
  'meta.helm.sh/',
  'config.kubernetes.io/',
];
const isTracking = (key: string): boolean => TRACKING.some((prefix) => key.startsWith(prefix));

/**
 * A live object as a source would say it: what people and tools set, without what webhooks and defaults filled in and what the
 * server keeps for itself. Never stricter than the cluster: compared with the live object, nothing differs.
 *
 * A field that no field manager owns was filled in by the cluster; it is left out where the rules of its kind say that it comes
 * by itself. Where the server does not tell owners, whatever would come by itself is left out.
 */
export function importedResource(live: LiveResource): DesiredResource {
  const { apiVersion, kind, namespace, name } = live;
  return {
    apiVersion,
    kind,
    namespace,
    name,
    spec: importedSpec(live),
    labels: textsWithout(live.labels, (key) => isIgnoredLabel(key) || isTracking(key)),
    annotations: textsWithout(live.annotations, (key) => isIgnoredAnnotation(key) || isTracking(key)),
  };
}

function textsWithout(
  texts: Readonly<Record<string, string>>,
  leftOut: (key: string) => boolean,
): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).filter(([key]) => !leftOut(key)));
}

function importedSpec(live: LiveResource): JsonObject {
  const form = (spec: JsonObject): JsonObject =>
    normalise({ kind: live.kind, spec, labels: {}, annotations: {} }).spec;
  const written = asWritten({ kind: live.kind, spec: live.spec, labels: {}, annotations: {} }).spec;
  const spec = structuredClone(live.spec) as MutableObject;
  // Parts that mean nothing by themselves: empty structs, a point in time that a webhook keeps.
  for (const key of Object.keys(spec)) if (!Object.hasOwn(written, key)) delete spec[key];
  const whole = form(spec);
  const comesByItself = (): boolean => isEqual(form(spec), whole);
  leaveOut(spec, ownedBy(live), comesByItself);
  return spec;
}

/** Takes members out one by one, largest parts first, as long as the object means the same without them. */
function leaveOut(object: MutableObject, owned: JsonObject, comesByItself: () => boolean): void {
  for (const key of Object.keys(object)) {
    const owner = member(owned, `f:${key}`);
    const value = object[key];
    if (owner === undefined) {
      delete object[key];
      if (comesByItself()) continue;
      object[key] = value as MutableObject;
    }
    // Owned whole where nothing is named beneath.
    const inside = isObject(owner) ? owner : {};
    if (owner !== undefined && !names(inside)) continue;
    if (isMutableObject(value)) leaveOut(value, inside, comesByItself);
  }
}

const names = (node: JsonObject): boolean => Object.keys(node).some((key) => key.startsWith('f:'));

/** FieldsV1 of the spec, of all managers together. */
function ownedBy({ managedFields }: LiveResource): JsonObject {
  let owned: JsonObject = {};
  for (const { fields, subresource } of managedFields) {
    const spec = member(fields, 'f:spec');
    if ((subresource ?? '') === '' && isObject(spec)) owned = joined(owned, spec);
  }
  return owned;
}

function joined(left: JsonObject, right: JsonObject): JsonObject {
  const both: Record<string, JsonValue> = { ...left };
  for (const [key, node] of Object.entries(right)) {
    const known = member(left, key);
    // One owns it whole, another names parts of it: it is owned whole.
    const whole = (isObject(known) && !names(known)) || (isObject(node) && !names(node));
    if (known === undefined) both[key] = node;
    else if (isObject(known) && isObject(node)) both[key] = whole ? {} : joined(known, node);
  }
  return both;
}
