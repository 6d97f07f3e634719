/** Shapes of Hedgehog objects inside the product. Whatever comes from outside has passed a schema before it gets here. */

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };
export type JsonObject = { readonly [key: string]: JsonValue };

/** What an object is known by, in Git, in the database and in the cluster. */
export interface ResourceIdentity {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** An object as it should be. `spec` is what the source says, unknown fields included. */
export interface DesiredResource extends ResourceIdentity {
  readonly apiVersion: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: JsonObject;
  /** Where it was read from; absent for the inventory. */
  readonly origin?: { readonly file: string; readonly document: number; readonly line: number };
}

/** An object as the API server returned it, reduced to what the product looks at. */
export interface LiveResource extends ResourceIdentity {
  readonly apiVersion: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: JsonObject;
  /** Entries of metadata.managedFields, reduced; empty = the server strips them: ownership unknown. */
  readonly managedFields: readonly ManagedFieldsEntry[];
  readonly deletionTimestamp?: string;
}

export interface ManagedFieldsEntry {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly subresource?: string;
  /** When it last wrote, ISO 8601 to the second; absent where the server does not say. */
  readonly time?: string;
  /** FieldsV1: `{"f:spec": {"f:vlan": {}}}`. */
  readonly fields: JsonObject;
}

/** One difference: `path` as segments, since keys may hold dots and slashes. Absent side = not there. */
export interface FieldChange {
  readonly path: readonly (string | number)[];
  readonly desired?: JsonValue;
  readonly live?: JsonValue;
}

/** `VPC/default/vpc-1`: unique within a fabric; used as map key and in messages. */
export function resourceKey(resource: ResourceIdentity): string {
  return `${resource.kind}/${resource.namespace}/${resource.name}`;
}

/** Labels and annotations that the product sets; the comparison leaves them out. */
export const OWNERSHIP = {
  fieldManager: 'fabric-sync',
  managedByLabel: 'app.kubernetes.io/managed-by',
  managedByValue: 'fabric-sync',
  ownerLabel: 'fabric-sync/owner',
  lastUpdatedAnnotation: 'fabric-sync/last-updated',
} as const;
