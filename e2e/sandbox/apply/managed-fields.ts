import { isObject } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';
import { fromFieldsV1, toFieldsV1, unionOf } from './fields-v1.ts';
import type { FieldSet } from './fields-v1.ts';

/** One entry of metadata.managedFields. */
export interface Manager {
  manager: string;
  operation: 'Apply' | 'Update';
  subresource: string;
  apiVersion: string;
  fields: FieldSet;
  /** RFC 3339, whole seconds. */
  time: string;
}

/** Entries by identity: an applier is the same whatever version it applied, an updater is not. */
export type Managers = Map<string, Manager>;

export type ManagerName = Pick<Manager, 'manager' | 'operation' | 'subresource' | 'apiVersion'>;

const MOST_UPDATERS = 10;

export function managerId({ manager, operation, subresource, apiVersion }: ManagerName): string {
  return JSON.stringify([manager, operation, subresource, operation === 'Apply' ? '' : apiVersion]);
}

export function decodeManagers(entries: Json | undefined): Managers {
  const managers: Managers = new Map();
  if (!Array.isArray(entries)) return managers;
  for (const entry of entries) {
    if (!isObject(entry)) continue;
    const text = (key: string) => (typeof entry[key] === 'string' ? entry[key] : '');
    const operation = text('operation');
    if (operation !== 'Apply' && operation !== 'Update') return new Map();
    const name = {
      manager: text('manager'),
      operation,
      subresource: text('subresource'),
      apiVersion: text('apiVersion'),
    } as const;
    managers.set(managerId(name), { ...name, fields: fromFieldsV1(entry['fieldsV1']), time: text('time') });
  }
  return managers;
}

/** Appliers first, then by time and name. */
export function encodeManagers(managers: Managers): JsonObject[] {
  const order = (entry: Manager) => [
    entry.operation,
    entry.time,
    entry.manager,
    entry.apiVersion,
    entry.subresource,
  ];
  return [...managers.values()]
    .toSorted((left, right) => compareLists(order(left), order(right)))
    .map(encodeEntry);
}

function encodeEntry({ manager, operation, subresource, apiVersion, fields, time }: Manager): JsonObject {
  const entry: JsonObject = {
    apiVersion,
    fieldsType: 'FieldsV1',
    fieldsV1: toFieldsV1(fields),
    manager,
    operation,
  };
  if (subresource !== '') entry['subresource'] = subresource;
  if (time !== '') entry['time'] = time;
  return entry;
}

function compareLists(left: string[], right: string[]): number {
  for (const [index, text] of left.entries()) {
    const other = right[index] ?? '';
    if (text !== other) return text < other ? -1 : 1;
  }
  return 0;
}

/** Folds the oldest updaters into one `ancient-changes` entry, so that an object never carries more than ten of them. */
export function capUpdaters(managers: Managers): Managers {
  const updaters = [...managers]
    .filter(([, entry]) => entry.operation === 'Update')
    .toSorted(([leftId, left], [rightId, right]) => compareLists([left.time, leftId], [right.time, rightId]));
  const surplus = updaters.length - MOST_UPDATERS;
  if (surplus <= 0) return managers;
  const folded = updaters.slice(0, surplus + 1).map(([, entry]) => entry);
  const [oldest] = folded;
  if (!oldest) return managers;
  const capped = new Map(managers);
  for (const [id] of updaters.slice(0, surplus + 1)) capped.delete(id);
  const ancient: Manager = {
    manager: 'ancient-changes',
    operation: 'Update',
    subresource: '',
    apiVersion: oldest.apiVersion,
    fields: folded.map(({ fields }) => fields).reduce(unionOf),
    time: folded.at(-1)?.time ?? oldest.time,
  };
  return capped.set(managerId(ancient), ancient);
}
