import { isIgnoredAnnotation, isIgnoredLabel } from '#server/domain/hedgehog/ignored-metadata.ts';
import { sendableSpec } from '#server/domain/hedgehog/normalise.ts';
import {
  OWNERSHIP,
  type DesiredResource,
  type JsonObject,
  type LiveResource,
} from '#server/domain/resource.ts';
import { keepEntries } from './keep-entries.ts';

export interface OwnershipMarks {
  /** UUID of the fabric. */
  readonly owner: string;
  /** ISO 8601. The time of a real change; without one, the value that the object carries already, so that it stays. */
  readonly lastUpdated: string;
}

/** The body of a server-side apply. */
export interface ApplyBody {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  };
  /** Absent where it would be empty: what we owned in it would turn into null on the server, and be refused. */
  readonly spec?: JsonObject;
}

function without(
  texts: Readonly<Record<string, string>>,
  ignored: (key: string) => boolean,
): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).filter(([key]) => !ignored(key)));
}

/**
 * What is sent for a desired resource: everything the source says, unknown fields included, with our marks, and without
 * the labels and annotations that are not the source's to set. Deterministic: the same input gives the same body.
 * @param live the object as it stands, with its owners of fields; absent = it is not there
 */
export function applyBody(resource: DesiredResource, marks: OwnershipMarks, live?: LiveResource): ApplyBody {
  const spec = keepEntries(resource.kind, sendableSpec(resource.kind, resource.spec), live);
  return {
    apiVersion: resource.apiVersion,
    kind: resource.kind,
    metadata: {
      name: resource.name,
      namespace: resource.namespace,
      labels: {
        ...without(resource.labels, isIgnoredLabel),
        [OWNERSHIP.managedByLabel]: OWNERSHIP.managedByValue,
        [OWNERSHIP.ownerLabel]: marks.owner,
      },
      annotations: {
        ...without(resource.annotations, isIgnoredAnnotation),
        [OWNERSHIP.lastUpdatedAnnotation]: marks.lastUpdated,
      },
    },
    ...(Object.keys(spec).length === 0 ? {} : { spec }),
  };
}
