import type { DesiredResource, JsonObject } from '#server/domain/resource.ts';
import type { KindName } from '#server/domain/hedgehog/kinds.ts';

/** Specs by kind and name. */
export type Objects = Partial<Record<KindName, Readonly<Record<string, JsonObject>>>>;

/** A pair for one rule: the objects it speaks of, and the nearest ones it does not. */
export interface RuleCase {
  readonly rule: string;
  /** In words, where a rule has several cases. */
  readonly why?: string;
  /** Where the finding is, as the operator reads it; the first bad object's unless told otherwise. */
  readonly field: string;
  readonly of?: string;
  readonly bad: Objects;
  readonly good: Objects;
  /** Objects of the cluster that are not desired, on both sides. */
  readonly live?: Objects;
  /** A part of the sentence. */
  readonly says?: string;
}

export function desiredOf(objects: Objects, namespace = 'default'): DesiredResource[] {
  return Object.entries(objects).flatMap(([kind, byName]) =>
    Object.entries(byName).map(([name, spec]) => ({
      apiVersion: 'test/v1',
      kind,
      namespace,
      name,
      labels: {},
      annotations: {},
      spec,
    })),
  );
}
