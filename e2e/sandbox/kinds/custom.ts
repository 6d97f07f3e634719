import { isObject, objectAt, stringAt, textsAt } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';
import { wholeObject } from '../schema/object-meta.ts';
import type { Column, Kind } from './kind.ts';

const AGE: Column = {
  name: 'Age',
  type: 'date',
  jsonPath: '.metadata.creationTimestamp',
};

/** The kinds that a CustomResourceDefinition brings: one for each version that it serves. */
export function customKinds(definition: JsonObject): Kind[] {
  const spec = objectAt(definition, 'spec');
  const names = objectAt(spec, 'names');
  const kind = stringAt(names, 'kind');
  const versions = Array.isArray(spec['versions']) ? spec['versions'].filter(isObject) : [];
  return versions
    .filter((version) => version['served'] === true)
    .map((version) => {
      const columns = columnsOf(version['additionalPrinterColumns']);
      return {
        group: stringAt(spec, 'group'),
        version: stringAt(version, 'name'),
        kind,
        listKind: stringAt(names, 'listKind') || `${kind}List`,
        plural: stringAt(names, 'plural'),
        singular: stringAt(names, 'singular') || kind.toLowerCase(),
        shortNames: textsAt(names, 'shortNames'),
        categories: textsAt(names, 'categories'),
        namespaced: spec['scope'] === 'Namespaced',
        hasStatus: isObject(objectAt(version, 'subresources')['status']),
        schema: wholeObject(objectAt(objectAt(version, 'schema'), 'openAPIV3Schema')),
        columns: columns.length > 0 ? columns : [AGE],
        custom: true,
        names: 'subdomain',
      };
    });
}

function columnsOf(list: Json | undefined): Column[] {
  return Array.isArray(list) ? list.filter(isObject).map(columnOf) : [];
}

function columnOf(given: JsonObject): Column {
  const column: Column = {
    name: stringAt(given, 'name'),
    type: stringAt(given, 'type') as Column['type'],
    jsonPath: stringAt(given, 'jsonPath'),
    format: stringAt(given, 'format'),
    description: stringAt(given, 'description'),
  };
  return typeof given['priority'] === 'number' ? { ...column, priority: given['priority'] } : column;
}
