import { objectAt, stringAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { invalid } from '../http/field-error.ts';
import type { FieldError } from '../http/field-error.ts';
import type { Kind } from '../kinds/kind.ts';
import { validateMeta } from '../schema/validate-meta.ts';
import { validateValue } from '../schema/validate.ts';

/** Everything that is wrong with an object that is to be stored. */
export function validateObject(kind: Kind, object: JsonObject): FieldError[] {
  const errors = validateMeta(kind, objectAt(object, 'metadata'));
  if (kind.plural === 'customresourcedefinitions') errors.push(...definitionErrors(object));
  return kind.custom ? [...errors, ...validateValue(kind.schema, object)] : errors;
}

function definitionErrors(object: JsonObject): FieldError[] {
  const spec = objectAt(object, 'spec');
  const wanted = `${stringAt(objectAt(spec, 'names'), 'plural')}.${stringAt(spec, 'group')}`;
  const name = stringAt(objectAt(object, 'metadata'), 'name');
  return name === wanted ? [] : [invalid('metadata.name', name, 'must be spec.names.plural+"."+spec.group')];
}
