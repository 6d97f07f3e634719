import { z } from 'zod';
import { ID_MAX } from '#server/domain/wire/identifier.ts';
import { lines } from '#server/domain/wire/text.ts';

const positive = (max: number) =>
  z
    .string()
    .regex(/^\d{1,16}$/)
    .transform(Number)
    .pipe(z.int().positive().max(max));

/** `{id}` of a table whose ids are 32-bit integers. */
export const idParameter = z.object({ id: positive(ID_MAX) });

/** `{id}` of a table with 64-bit ids. */
export const longIdParameter = z.object({ id: positive(Number.MAX_SAFE_INTEGER) });

/** A run, by its number or by its task id. */
export const runParameter = z.object({
  id: z.union([positive(Number.MAX_SAFE_INTEGER), z.string().regex(/^sync_fabric_[\w-]{1,100}$/)]),
});

/** A filter by id in the query. */
export const idFilter = z.coerce.number().int().positive().max(ID_MAX).optional();

/** A filter by yes or no. */
export const flagFilter = z
  .enum(['true', 'false'])
  .transform((word) => word === 'true')
  .optional();

/** A filter by an exact text. */
export const textFilter = lines(200).optional();

const FILTER_VALUES_MAX = 100;

/** A filter that may be given several times and means any of its values. */
export const anyOf = <T extends z.ZodType>(value: T) => z.array(value).max(FILTER_VALUES_MAX).optional();

export const idsFilter = anyOf(z.coerce.number().int().positive().max(ID_MAX));
export const longIdsFilter = anyOf(z.coerce.number().int().positive());
export const textsFilter = anyOf(lines(200));

/** A bound: `…__gte` and `…__lt`. */
export const instantFilter = z.iso
  .datetime({ offset: true, error: 'Enter an ISO 8601 date and time' })
  .optional();

/** What a list can be ordered by, said in the document; the list itself refuses the rest. */
export const orderingBy = (fields: object) =>
  z
    .string()
    .max(200)
    .optional()
    .describe(`${Object.keys(fields).join(', ')}; "-" in front for descending, several separated by commas`);
