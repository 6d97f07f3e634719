import type { Schema } from '../schema/structural-schema.ts';
import type { Subject } from '../http/status-error.ts';

export interface Column {
  name: string;
  type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  format?: string;
  description?: string;
  jsonPath: string;
  priority?: number;
}

/** A kind as the sandbox serves it, built in or from a CustomResourceDefinition. */
export interface Kind {
  group: string;
  version: string;
  kind: string;
  listKind: string;
  plural: string;
  singular: string;
  shortNames: string[];
  categories: string[];
  namespaced: boolean;
  hasStatus: boolean;
  /** The whole object; metadata has its declared fields. */
  schema: Schema;
  columns: Column[];
  /** From a CustomResourceDefinition: pruned, validated, and updated only with a resourceVersion. */
  custom: boolean;
  /** What names may look like. */
  names: 'subdomain' | 'label' | 'path';
}

export function collectionOf(kind: Pick<Kind, 'group' | 'plural'>): string {
  return `${kind.group}/${kind.plural}`;
}

export function apiVersionOf(kind: Pick<Kind, 'group' | 'version'>): string {
  return kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
}

export function keyOf(kind: Kind, namespace: string, name: string): string {
  return `${kind.namespaced ? namespace : ''}/${name}`;
}

/** As errors about the stored resource name it. */
export function resourceSubject(kind: Kind, name: string): Subject {
  return { name, group: kind.group, kind: kind.plural };
}

/** As errors about the object's content name it. */
export function kindSubject(kind: Kind, name: string): Subject {
  return { name, group: kind.group, kind: kind.kind };
}
