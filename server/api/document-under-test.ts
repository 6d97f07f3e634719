import { z } from 'zod';
import type { JsonSchema } from '#server/api/json-schema.ts';
import { errorBody } from '#server/domain/wire/list.ts';

/** For tests: the OpenAPI document as something that answers can be held against. */

export interface Operation {
  readonly parameters: readonly {
    readonly name: string;
    readonly in: 'path' | 'query' | 'header';
    readonly schema: JsonSchema;
  }[];
  readonly requestBody?: {
    readonly content: { readonly 'application/json': { readonly schema: JsonSchema } };
  };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>> }>
  >;
}

export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

interface Received {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body: unknown;
  /** By `fields` or `omit`: what is required is not all there. */
  readonly isTrimmed?: boolean;
}

/** Says in which way an answer is not what the document promises; null = it fits. */
export function documentCheck(document: OpenApi): (received: Received) => string | null {
  const templates = Object.keys(document.paths).toSorted((a, b) => a.split('{').length - b.split('{').length);
  const schemas = new Map<string, z.ZodType>();

  return ({ method, path, status, body, isTrimmed = false }) => {
    const plain = path.replace(/(?<=.)\/$/, '');
    const verb = method === 'HEAD' ? 'get' : method.toLowerCase();
    const template = templates.find(
      (each) => matches(each, plain) && document.paths[each]?.[verb] !== undefined,
    );
    const operation = template === undefined ? undefined : document.paths[template]?.[verb];
    if (operation === undefined) return status < 400 ? null : problem(errorBody.strict(), body);
    const where = `${method} ${template} ${status}`;
    const response = operation.responses[status];
    if (response === undefined) return `${where} is not in the document: ${JSON.stringify(body)}`;
    if (response.content !== undefined && !('application/json' in response.content)) return null;
    const schema = response.content?.['application/json']?.schema;
    if (schema === undefined || method === 'HEAD') return body === '' ? null : `${where} has a body`;
    if (isTrimmed && status === 200) return null;
    const known = schemas.get(where) ?? zodOf(schema, document);
    schemas.set(where, known);
    const wrong = problem(known, body);
    return wrong === null ? null : `${where}: ${wrong}`;
  };
}

function problem(schema: z.ZodType, body: unknown): string | null {
  const parsed = schema.safeParse(body);
  return parsed.success
    ? null
    : `${z.prettifyError(parsed.error)} in ${JSON.stringify(body).slice(0, 1_000)}`;
}

function zodOf(schema: JsonSchema, document: OpenApi): z.ZodType {
  const whole = JSON.stringify({ ...schema, $defs: document.components.schemas });
  return z.fromJSONSchema(
    JSON.parse(whole.replaceAll('#/components/schemas/', '#/$defs/')) as Parameters<
      typeof z.fromJSONSchema
    >[0],
  );
}

function matches(template: string, path: string): boolean {
  const [wanted, given] = [template.split('/'), path.split('/')];
  return (
    wanted.length === given.length &&
    wanted.every((part, index) => part.startsWith('{') || part === given[index])
  );
}
