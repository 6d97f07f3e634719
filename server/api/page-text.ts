import { z } from 'zod';
import type { Page } from '#server/domain/wire/list.ts';

/** By the schema that they passed and the results themselves. */
const written = new WeakMap<z.ZodType, WeakMap<readonly unknown[], Buffer>>();

/**
 * A page as JSON, through its schema. Requests that share a reading (server/services/share-reads.ts) are handed the same results:
 * these pass the schema and are written once for all of them, which is nearly all of the work.
 */
export function pageText(
  schema: z.ZodObject<Record<string, z.ZodType>>,
  page: Page<unknown>,
): Uint8Array<ArrayBuffer> {
  const { results, ...around } = page;
  // Of the schema's fields `results` is the last.
  const empty = JSON.stringify(schema.parse({ ...around, results: [] }));
  const head = Buffer.from(empty.slice(0, -'[]}'.length));
  return Buffer.concat([head, resultsText(schema, results), Buffer.from('}')]);
}

function resultsText(schema: z.ZodObject<Record<string, z.ZodType>>, results: readonly unknown[]): Buffer {
  const texts = written.get(schema) ?? new WeakMap<readonly unknown[], Buffer>();
  written.set(schema, texts);
  const known = texts.get(results);
  if (known !== undefined) return known;
  const text = Buffer.from(JSON.stringify(schema.shape['results']?.parse(results)));
  texts.set(results, text);
  return text;
}

/** Whether a schema is that of a page (server/domain/wire/list.ts). */
export const isPageSchema = (schema: unknown): schema is z.ZodObject<Record<string, z.ZodType>> =>
  schema instanceof z.ZodObject && Object.keys(schema.shape).at(-1) === 'results';
