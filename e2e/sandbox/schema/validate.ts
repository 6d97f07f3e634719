import { equalJson, isObject } from '../json.ts';
import type { Json } from '../json.ts';
import type { FieldError } from '../http/field-error.ts';
import { invalid, notSupported, required, tooLong, tooMany, typeInvalid } from '../http/field-error.ts';
import { hasFormat } from './format.ts';
import { childSchema, joinField } from './structural-schema.ts';
import type { Schema } from './structural-schema.ts';

/** Checks a value against its schema and says what is wrong in the API server's own words (`details.causes` of a 422). */
export function validateValue(schema: Schema, value: Json, path = ''): FieldError[] {
  const errors = ownErrors(schema, value, path);
  if (Array.isArray(value) && schema.type === 'array') {
    const { items } = schema;
    if (items)
      errors.push(...value.flatMap((item, index) => validateValue(items, item, `${path}[${index}]`)));
    errors.push(...duplicates(schema, value, path));
  }
  if (isObject(value)) {
    for (const key of Object.keys(value).toSorted()) {
      const childType = childSchema(schema, key);
      const child = value[key];
      if (childType && child !== undefined)
        errors.push(...validateValue(childType, child, joinField(path, key)));
    }
    for (const key of schema.required ?? []) {
      if (value[key] === undefined) errors.push(required(joinField(path, key)));
    }
  }
  return errors;
}

function ownErrors(schema: Schema, value: Json, path: string): FieldError[] {
  if (value === null && schema.nullable) return [];
  const type = typeErrors(schema, value, path);
  if (type.length > 0) return type;
  const errors: FieldError[] = [];
  if (schema.enum && !schema.enum.some((choice) => equalJson(choice, value))) {
    errors.push(notSupported(path, value, schema.enum.map(printChoice)));
  }
  if (typeof value === 'string') errors.push(...textErrors(schema, value, path));
  if (typeof value === 'number') errors.push(...numberErrors(schema, value, path));
  if (Array.isArray(value))
    errors.push(...sizeErrors(path, value.length, 'items', schema.minItems, schema.maxItems));
  if (isObject(value)) {
    const size = Object.keys(value).length;
    errors.push(...sizeErrors(path, size, 'properties', schema.minProperties, schema.maxProperties));
  }
  return errors;
}

function printChoice(choice: Json): string {
  return typeof choice === 'string' ? choice : JSON.stringify(choice);
}

function typeErrors(schema: Schema, value: Json, path: string): FieldError[] {
  const seen = typeName(value);
  if (schema['x-kubernetes-int-or-string']) {
    return seen === 'integer' || seen === 'string' ? [] : [typeInvalid(path, 'integer,string', seen)];
  }
  if (schema.type === undefined || schema.type === seen) return [];
  if (schema.type === 'number' && seen === 'integer') return [];
  const errors = [typeInvalid(path, schema.type, seen)];
  if (schema.type === 'integer' && seen === 'number') errors.push(badFormat(schema, path));
  return errors;
}

/** The real server's oddest message: the field is a literal `<nil>`, the path hides in the text. */
function badFormat(schema: Schema, path: string): FieldError {
  const format = schema.format ? `with format ${schema.format}` : '(default format)';
  return {
    reason: 'FieldValueInvalid',
    field: '<nil>',
    message: `Invalid value: "": Checked value must be of type integer ${format} in ${path}`,
  };
}

function typeName(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

const patterns = new Map<string, RegExp>();

function patternOf(source: string): RegExp {
  let pattern = patterns.get(source);
  if (!pattern) patterns.set(source, (pattern = new RegExp(source)));
  return pattern;
}

/** The API server says one thing at a time about a text. */
function textErrors(schema: Schema, value: string, path: string): FieldError[] {
  const { maxLength, minLength, pattern, format } = schema;
  const length = Array.from(value).length;
  if (maxLength !== undefined && length > maxLength) return [tooLong(path, maxLength)];
  if (minLength !== undefined && length < minLength) {
    return [invalid(path, value, `${path} in body should be at least ${minLength} chars long`)];
  }
  if (pattern !== undefined && !patternOf(pattern).test(value)) {
    return [invalid(path, value, `${path} in body should match '${pattern}'`)];
  }
  if (format === undefined || hasFormat(format, value)) return [];
  const seen = JSON.stringify(value);
  const message = `Invalid value: ${seen}: ${path} in body must be of type ${format}: ${seen}`;
  return [{ reason: 'FieldValueTypeInvalid', field: path, message }];
}

const INTEGER_BITS: Record<string, number> = { int32: 31, int64: 63 };

function numberErrors(schema: Schema, value: number, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { minimum, maximum, multipleOf } = schema;
  const low = schema.exclusiveMinimum ? 'should be greater than' : 'should be greater than or equal to';
  const high = schema.exclusiveMaximum ? 'should be less than' : 'should be less than or equal to';
  const tooSmall = minimum !== undefined && (schema.exclusiveMinimum ? value <= minimum : value < minimum);
  const tooLarge = maximum !== undefined && (schema.exclusiveMaximum ? value >= maximum : value > maximum);
  if (tooSmall) errors.push(invalid(path, value, `${path} in body ${low} ${minimum}`));
  if (tooLarge) errors.push(invalid(path, value, `${path} in body ${high} ${maximum}`));
  if (multipleOf !== undefined && !Number.isInteger(value / multipleOf)) {
    errors.push(invalid(path, value, `${path} in body should be a multiple of ${multipleOf}`));
  }
  const bits = schema.type === 'integer' ? INTEGER_BITS[schema.format ?? ''] : undefined;
  if (bits !== undefined && (value >= 2 ** bits || value < -(2 ** bits)))
    errors.push(badFormat(schema, path));
  return errors;
}

function sizeErrors(
  path: string,
  size: number,
  noun: string,
  least: number | undefined,
  most: number | undefined,
): FieldError[] {
  const errors: FieldError[] = [];
  if (most !== undefined && size > most) errors.push(tooMany(path, size, most));
  if (least !== undefined && size < least) {
    errors.push(invalid(path, size, `${path} in body should have at least ${least} ${noun}`));
  }
  return errors;
}

function duplicates(schema: Schema, list: Json[], path: string): FieldError[] {
  const type = schema['x-kubernetes-list-type'];
  if (type !== 'map' && type !== 'set') return [];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const seen = new Set<string>();
  return list.flatMap((item, index) => {
    const identity =
      type === 'set' || !isObject(item)
        ? JSON.stringify(item)
        : JSON.stringify(
            Object.fromEntries(keys.filter((key) => key in item).map((key) => [key, item[key]])),
          );
    if (!seen.has(identity)) {
      seen.add(identity);
      return [];
    }
    return [
      {
        reason: 'FieldValueDuplicate',
        field: `${path}[${index}]`,
        message: `Duplicate value: ${identity}`,
      } as const,
    ];
  });
}
