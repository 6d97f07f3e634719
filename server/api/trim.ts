import { z } from 'zod';
import { AppError, type FieldError } from '#server/domain/app-error.ts';
import type { Schema } from '#server/api/definition.ts';

const names = z
  .array(z.string().max(1_000))
  .optional()
  .describe('Names of fields, separated by commas; may be given several times');

/** `fields=` and `omit=` of an answer that is an object or a page of objects; nothing of any other. */
export function trimQuery(answer: Schema): Record<string, z.ZodType> {
  return fieldsOf(answer) === null ? {} : { fields: names, omit: names };
}

interface Trim {
  readonly fields?: string[];
  readonly omit?: string[];
}

/** Whether a request asked for less than the whole answer. */
export function isTrimmed(query: unknown): boolean {
  const { fields, omit } = (query ?? {}) as Trim;
  return fields !== undefined || omit !== undefined;
}

/**
 * The answer with only the fields that were asked for: of an object its own, of a page those of its results.
 * @throws AppError REQUEST_INVALID naming the fields there are
 */
export function trimmed(schema: Schema, answer: unknown, query: unknown): unknown {
  const { fields, omit } = (query ?? {}) as Trim;
  const known = fieldsOf(schema);
  if (known === null || !isTrimmed(query)) return answer;
  const wanted = chosen('fields', fields, known);
  const unwanted = chosen('omit', omit, known);
  const keep = (item: unknown): unknown =>
    Object.fromEntries(
      Object.entries(item as object).filter(
        ([name]) => (wanted === null || wanted.has(name)) && !(unwanted?.has(name) ?? false),
      ),
    );
  return isPage(answer) ? { ...answer, results: answer.results.map(keep) } : keep(answer);
}

function chosen(
  parameter: string,
  given: string[] | undefined,
  known: readonly string[],
): Set<string> | null {
  if (given === undefined) return null;
  const asked = given.flatMap((each) => each.split(',')).map((each) => each.trim());
  const unknown = asked.filter((name) => name !== '' && !known.includes(name));
  if (unknown.length === 0) return new Set(asked);
  const message = `There is no field ${unknown.map((name) => `"${name.slice(0, 50)}"`).join(', ')}; there are: ${known.join(', ')}`;
  throw new AppError('REQUEST_INVALID', {}, { fields: [{ field: parameter, message } satisfies FieldError] });
}

const isPage = (answer: unknown): answer is { results: unknown[] } =>
  typeof answer === 'object' && answer !== null && 'results' in answer && Array.isArray(answer.results);

function fieldsOf(schema: Schema): string[] | null {
  if (!(schema instanceof z.ZodObject)) return null;
  const shape = schema.shape as Record<string, z.ZodType>;
  const { results } = shape;
  if (!(results instanceof z.ZodArray)) return Object.keys(shape);
  return fieldsOf(results.element as z.ZodType);
}
