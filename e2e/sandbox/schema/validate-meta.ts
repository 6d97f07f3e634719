import { objectAt, stringAt, textsAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Kind } from '../kinds/kind.ts';
import { invalid, required, tooLong } from '../http/field-error.ts';
import type { FieldError } from '../http/field-error.ts';
import { labelValueProblem, nameProblem, qualifiedNameProblem } from './names.ts';

const MOST_ANNOTATION_BYTES = 262_144;

/** What is wrong with the metadata of an object that is to be stored, in the API server's words. */
export function validateMeta(kind: Kind, meta: JsonObject): FieldError[] {
  return [
    ...nameErrors(kind, meta),
    ...labelErrors(meta),
    ...annotationErrors(meta),
    ...finalizerErrors(meta),
  ];
}

function nameErrors(kind: Kind, meta: JsonObject): FieldError[] {
  const name = stringAt(meta, 'name');
  if (name === '') return [required('metadata.name', 'name or generateName is required')];
  return nameProblem(kind.names, name).map((problem) => invalid('metadata.name', name, problem));
}

function labelErrors(meta: JsonObject): FieldError[] {
  const field = 'metadata.labels';
  const labels = textMap(meta, 'labels');
  const keys = labels.flatMap(([key]) => problems(field, key, qualifiedNameProblem(key)));
  return [...keys, ...labels.flatMap(([, value]) => problems(field, value, labelValueProblem(value)))];
}

function annotationErrors(meta: JsonObject): FieldError[] {
  const field = 'metadata.annotations';
  const annotations = textMap(meta, 'annotations');
  const errors = annotations.flatMap(([key]) =>
    problems(field, key, qualifiedNameProblem(key.toLowerCase())),
  );
  const bytes = annotations.flat().reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return bytes > MOST_ANNOTATION_BYTES ? [...errors, tooLong(field, MOST_ANNOTATION_BYTES)] : errors;
}

function finalizerErrors(meta: JsonObject): FieldError[] {
  const field = 'metadata.finalizers';
  return textsAt(meta, 'finalizers').flatMap((name) => problems(field, name, qualifiedNameProblem(name)));
}

function problems(field: string, value: string, found: string[]): FieldError[] {
  return found.map((problem) => invalid(field, value, problem));
}

function textMap(meta: JsonObject, key: string): [string, string][] {
  return Object.entries(objectAt(meta, key)).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
}
