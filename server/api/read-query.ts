import { z } from 'zod';
import type { Endpoint } from '#server/api/definition.ts';
import { trimQuery } from '#server/api/trim.ts';
import { validate } from '#server/api/validate.ts';
import { AppError, type FieldError } from '#server/domain/app-error.ts';

/**
 * The query of a request. `?state=` is no filter; a parameter given several times is a list where its schema is one. What the
 * endpoint does not know is refused: a filter with a typing mistake would otherwise answer everything.
 * @throws AppError REQUEST_INVALID naming the parameters there are
 */
export function readQuery(definition: Endpoint, given: URLSearchParams): unknown {
  if (definition.anyQuery) return undefined;
  const { shape, schema } = knownOf(definition);
  const values: [string, unknown][] = [];
  const errors: FieldError[] = [];
  for (const name of new Set(given.keys())) {
    const all = given.getAll(name).filter((value) => value !== '');
    const parameter = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (parameter === undefined) errors.push({ field: name, message: unknownMessage(Object.keys(shape)) });
    else if (isList(parameter)) values.push([name, all.length === 0 ? undefined : all]);
    else if (all.length > 1) errors.push({ field: name, message: 'Give this parameter once' });
    else values.push([name, all[0]]);
  }
  if (errors.length > 0) throw new AppError('REQUEST_INVALID', {}, { fields: errors });
  const asked = Object.fromEntries(values.filter(([, value]) => value !== undefined));
  if (definition.query === undefined && Object.keys(shape).length === 0) return undefined;
  return validate(schema, asked, ([name]) => name);
}

interface Known {
  readonly shape: Record<string, z.ZodType>;
  readonly schema: z.ZodObject;
}
/** To make a schema costs more than all else that is done to a request. */
const known = new WeakMap<Endpoint, Known>();

function knownOf(definition: Endpoint): Known {
  const found = known.get(definition);
  if (found !== undefined) return found;
  const shape = queryShape(definition);
  const made = { shape, schema: z.object(shape) };
  known.set(definition, made);
  return made;
}

/** The endpoint's own parameters, and those that trim its answer. */
export function queryShape({ query, method, answer }: Endpoint): Record<string, z.ZodType> {
  const own = query instanceof z.ZodObject ? (query.shape as Record<string, z.ZodType>) : {};
  return { ...own, ...(method === 'get' ? trimQuery(answer) : {}) };
}

function unknownMessage(known: readonly string[]): string {
  if (known.length === 0) return 'There is no such parameter; this address takes none';
  return `There is no such parameter; there are: ${known.join(', ')}`;
}

function isList(schema: z.ZodType): boolean {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable) {
    return isList(schema.unwrap() as z.ZodType);
  }
  return schema instanceof z.ZodArray;
}
