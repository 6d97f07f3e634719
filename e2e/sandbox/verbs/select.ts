import { objectAt, stringAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { StatusError } from '../http/status-error.ts';
import { badRequest } from '../http/status-error.ts';

export type Selector = (object: JsonObject) => boolean;

/** What the label and field selectors of a query choose; null where they choose everything. Throws a 400 for bad syntax. */
export function selectorOf(query: URLSearchParams): Selector | null {
  const tests = [
    ...parseLabelSelector(query.get('labelSelector') ?? ''),
    ...parseFieldSelector(query.get('fieldSelector') ?? ''),
  ];
  return tests.length === 0 ? null : (object) => tests.every((test) => test(object));
}

type LabelTest = (value: string | undefined) => boolean;

const TOKEN = /\s*(!=|==|=|!|,|\(|\)|>|<|[^\s!=,()<>]+)/y;

/** `a=b, c!=d, e in (f,g), h notin (i), j, !k` */
function parseLabelSelector(text: string): Selector[] {
  const tokens = tokenise(text);
  const tests: Selector[] = [];
  if (tokens[0] !== undefined && tokens[0] !== '!' && isSymbol(tokens[0])) {
    throw badRequest(`found '${tokens[0]}', expected: !, identifier, or 'end of string'`);
  }
  while (tokens.length > 0) {
    tests.push(requirement(tokens));
    const next = tokens.shift();
    if (next === undefined) break;
    if (next !== ',') throw badRequest(`found '${next}', expected: ',' or 'end of string'`);
    const after = tokens[0] ?? '';
    if (after === '' || (after !== '!' && isSymbol(after))) {
      throw badRequest(`found '${after}', expected: identifier after ','`);
    }
  }
  return tests;
}

function tokenise(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const match = TOKEN.exec(text);
    if (!match?.[1]) break;
    tokens.push(match[1]);
  }
  return tokens;
}

function requirement(tokens: string[]): Selector {
  const isAbsent = tokens[0] === '!';
  if (isAbsent) tokens.shift();
  const key = tokens.shift() ?? '';
  if (key === '' || isSymbol(key)) throw unparsable(`found '${key}', expected: identifier`);
  const on = (test: LabelTest): Selector => {
    return (object) => {
      const value = objectAt(objectAt(object, 'metadata'), 'labels')[key];
      return test(typeof value === 'string' ? value : undefined);
    };
  };
  if (isAbsent) return on((value) => value === undefined);
  const operator = tokens[0];
  if (operator === undefined || operator === ',') return on((value) => value !== undefined);
  tokens.shift();
  switch (operator) {
    case '=':
    case '==': {
      const wanted = oneValue(tokens);
      return on((value) => value === wanted);
    }
    case '!=': {
      const refused = oneValue(tokens);
      return on((value) => value !== refused);
    }
    case 'in': {
      const wanted = manyValues(tokens);
      return on((value) => value !== undefined && wanted.includes(value));
    }
    case 'notin': {
      const refused = manyValues(tokens);
      return on((value) => value === undefined || !refused.includes(value));
    }
    case '>':
    case '<': {
      const bound = Number(oneValue(tokens));
      return on(
        (value) => value !== undefined && (operator === '>' ? Number(value) > bound : Number(value) < bound),
      );
    }
    default:
      throw unparsable(`found '${operator}', expected: in, notin, =, ==, !=, gt, lt`);
  }
}

function oneValue(tokens: string[]): string {
  return tokens[0] === undefined || tokens[0] === ',' ? '' : (tokens.shift() ?? '');
}

function manyValues(tokens: string[]): string[] {
  if (tokens.shift() !== '(') throw unparsable(`found '${tokens[0] ?? ''}', expected: '('`);
  const values: string[] = [];
  for (;;) {
    const token = tokens.shift();
    if (token === ')') return values;
    if (token === undefined) throw unparsable(`found '', expected: ',', ')' or identifier`);
    if (token !== ',') values.push(token);
  }
}

function isSymbol(token: string): boolean {
  return /^[!=,()<>]/.test(token);
}

function unparsable(why: string): StatusError {
  return badRequest(`unable to parse requirement: ${why}`);
}

function parseFieldSelector(text: string): Selector[] {
  return text
    .split(',')
    .filter((term) => term !== '')
    .map((term) => {
      const [, field = '', operator = '', value = ''] = /^(.*?)(!=|==|=)(.*)$/.exec(term) ?? [];
      if (operator === '') throw badRequest(`invalid selector: '${text}'; can't understand '${term}'`);
      if (field !== 'metadata.name' && field !== 'metadata.namespace') {
        throw badRequest(`field label not supported: ${field}`);
      }
      const key = field.slice('metadata.'.length);
      return (object) => (stringAt(objectAt(object, 'metadata'), key) === value) === (operator !== '!=');
    });
}
