import type {
  DesiredResource,
  FieldChange,
  LiveResource,
  ResourceIdentity,
} from '#server/domain/resource.ts';
import type { ConflictPolicy, DriftStatus, PlanAction, WriteScope } from '#server/domain/words.ts';

/** The pair that the last read left; equal pair = equal object, but for `altered`. */
export interface StoredFingerprints {
  readonly desiredHash: string | null;
  readonly liveHash: string | null;
  /** The pair is not equal: the cluster changed what was written. */
  readonly altered?: boolean;
}

export interface PlanOptions {
  /** Apply every resource again, equal or not. */
  readonly force: boolean;
  /** Delete owned objects that are no longer desired; off = they are `extra`. */
  readonly prune: boolean;
  readonly writeScope: WriteScope;
  readonly conflictPolicy: ConflictPolicy;
  /** Changes that the cluster never accepts may be made by deleting the object and creating it anew. Absent = not. */
  readonly allowReplace?: boolean;
  /**
   * Kinds whose live objects were read. A reference to a kind that was not read is not checked.
   * Absent = every kind that a desired state may hold.
   */
  readonly readKinds?: ReadonlySet<string>;
  /** What may be written; the rest is compared and left as it is. Absent = everything. */
  readonly selects?: (object: ResourceIdentity & Pick<DesiredResource, 'labels'>) => boolean;
}

export interface PlanInput {
  readonly desired: readonly DesiredResource[];
  readonly live: Iterable<LiveResource>;
  /** By resourceKey. */
  readonly stored: ReadonlyMap<string, StoredFingerprints>;
  /** UUID of the fabric, as in the owner label. */
  readonly owner: string;
  readonly options: PlanOptions;
}

/** A field that we change and another manager owns. */
export interface FieldConflict {
  readonly path: readonly (string | number)[];
  readonly manager: string;
}

/** What the plan knows of the live object; enough for preconditions, no spec. */
export interface LiveFacts {
  readonly uid: string;
  readonly resourceVersion: string;
  /** The annotation `fabric-sync/last-updated`, kept where nothing changes. */
  readonly lastUpdated: string | null;
}

export interface PlanItem {
  /** resourceKey of the identity. */
  readonly key: string;
  readonly identity: ResourceIdentity;
  readonly apiVersion: string;
  readonly action: PlanAction;
  /** A sentence for people. */
  readonly reason: string;
  readonly changes: readonly FieldChange[];
  readonly conflicts: readonly FieldConflict[];
  /** Live against desired, before anything is done; `unknown` = outside what the plan looks at. */
  readonly drift: DriftStatus;
  /** The object exists without our owner label; the update takes it over. */
  readonly adopt: boolean;
  /** Owned, no longer desired, and not deleted. */
  readonly extra: boolean;
  /** The cluster changed what was written, and would again: said, and not written before one of the two changes. */
  readonly altered?: true;
  /** Left out by the selection: compared, but nothing is done with it. */
  readonly unselected?: true;
  /** Items of one level go side by side, lower levels first; 0 for items without work. */
  readonly level: number;
  /** Keys of items that must have succeeded before this one. */
  readonly dependsOn: readonly string[];
  /** null = not desired. */
  readonly desiredHash: string | null;
  /** null = not in the cluster. */
  readonly liveHash: string | null;
  readonly live: LiveFacts | null;
}

type FindingCode =
  | 'missing_reference'
  | 'reference_cycle'
  | 'immutable_field'
  | 'foreign_owner'
  | 'field_conflict'
  | 'in_use'
  | 'controller_owned'
  | 'unknown_kind'
  | 'terminating'
  | 'not_selected'
  | 'altered';

/** Something that the plan cannot put right by itself. */
export interface PlanFinding {
  /** refusal: nothing may be applied until it is settled. conflict: this object is left alone and reported. note: said, nothing more. */
  readonly severity: 'refusal' | 'conflict' | 'note';
  readonly code: FindingCode;
  readonly key: string;
  readonly identity: ResourceIdentity;
  /** `spec.subnet`; '' where the whole object is meant. */
  readonly field: string;
  readonly message: string;
  /** Who stands against it, for severity conflict: a field manager, another fabric, an object. */
  readonly manager?: string;
}

export interface PlanCounts extends Readonly<Record<PlanAction, number>> {
  readonly desired: number;
  /** Live objects with our owner label, within the write scope. */
  readonly owned: number;
  readonly extra: number;
  readonly adopt: number;
}

export interface Plan {
  /** Every desired object, and every owned one that is no longer desired; by level, then order of kinds, then name. */
  readonly items: readonly PlanItem[];
  readonly findings: readonly PlanFinding[];
  readonly counts: PlanCounts;
  /** Number of levels with work. */
  readonly levels: number;
}
