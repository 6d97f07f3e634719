import { isObject, stringAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Kind } from '../kinds/kind.ts';
import { invalid, required } from '../http/field-error.ts';
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
  const labels = isObject(meta['labels']) ? meta['labels'] : {};
  const field = 'metadata.labels';
  return Object.entries(labels).flatMap(([key, value]) => [
    ...qualifiedNameProblem(key).map((problem) => invalid(field, key, problem)),
    ...labelValueProblem(String(value)).map((problem) => invalid(field, value, problem)),
  ]);
}

function annotationErrors(meta: JsonObject): FieldError[] {
  const annotations = isObject(meta['annotations']) ? meta['annotations'] : {};
  const field = 'metadata.annotations';
  const errors = Object.keys(annotations).flatMap((key) =>
    qualifiedNameProblem(key.toLowerCase()).map((problem) => invalid(field, key, problem)),
  );
  const bytes = Object.entries(annotations).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(String(value)),
    0,
  );
  if (bytes > MOST_ANNOTATION_BYTES) {
    errors.push({
      reason: 'FieldValueTooLong',
      field,
      message: `Too long: may not be more than ${MOST_ANNOTATION_BYTES} bytes`,
    });
  }
  return errors;
}

function finalizerErrors(meta: JsonObject): FieldError[] {
  const finalizers = Array.isArray(meta['finalizers']) ? meta['finalizers'] : [];
  return finalizers.flatMap((finalizer) =>
    qualifiedNameProblem(String(finalizer)).map((problem) =>
      invalid('metadata.finalizers', finalizer, problem),
    ),
  );
}
