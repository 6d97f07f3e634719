import { isObject, objectAt, stringAt } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';
import { wholeObject } from '../schema/object-meta.ts';
import type { Schema } from '../schema/structural-schema.ts';
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
        shortNames: texts(names['shortNames']),
        categories: texts(names['categories']),
        namespaced: spec['scope'] === 'Namespaced',
        hasStatus: isObject(objectAt(version, 'subresources')['status']),
        schema: wholeObject(objectAt(objectAt(version, 'schema'), 'openAPIV3Schema') as Schema),
        columns: columns.length > 0 ? columns : [AGE],
        custom: true,
        names: 'subdomain',
      };
    });
}

function texts(list: Json | undefined): string[] {
  return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
}

function columnsOf(list: Json | undefined): Column[] {
  if (!Array.isArray(list)) return [];
  return list.filter(isObject).map((column) => ({
    name: stringAt(column, 'name'),
    type: stringAt(column, 'type') as Column['type'],
    jsonPath: stringAt(column, 'jsonPath'),
    ...(column['format'] === undefined ? {} : { format: stringAt(column, 'format') }),
    ...(column['description'] === undefined ? {} : { description: stringAt(column, 'description') }),
    ...(typeof column['priority'] === 'number' ? { priority: column['priority'] } : {}),
  }));
}
