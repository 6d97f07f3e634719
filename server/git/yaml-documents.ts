import { Composer, Lexer, LineCounter, Parser, type CST, type Document, type YAMLError } from 'yaml';

/** Open brackets and indents at once; honest manifests stay below 30. Deeper ones cost the parser quadratic time. */
const DEEPEST_OPEN = 250;
/** `%` lines and `!` tags each make the library build an Error; manifests have none. */
const MOST_ODDITIES = 200;

export interface YamlText {
  readonly documents: Iterable<Document.Parsed>;
  readonly lines: LineCounter;
  /** Errors after the last document; complete once `documents` has been read to its end. */
  trailing(): readonly YAMLError[];
}

/** The text is not worth parsing on: `offset` is where that became clear. */
export class YamlTooOdd extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.name = 'YamlTooOdd';
    this.offset = offset;
  }
}

function* tokens(text: string, lines: LineCounter): Generator<CST.Token, void> {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  let oddities = 0;
  let offset = 0;
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > DEEPEST_OPEN) throw new YamlTooOdd('nested too deeply', offset);
    if ((lexeme.startsWith('!') || lexeme.startsWith('%')) && ++oddities > MOST_ODDITIES) {
      throw new YamlTooOdd('more than 200 tags and directives', offset);
    }
    offset = parser.offset;
  }
  yield* parser.end();
}

/**
 * The documents of a text (YAML 1.2, keys always texts), one after the other, with bounds that hold before the costly
 * parts run. Keys twice are not looked for: the library's check is quadratic, yaml-value.ts does it. Throws YamlTooOdd.
 */
export function yamlDocuments(text: string): YamlText {
  const lines = new LineCounter();
  const composer = new Composer({
    version: '1.2',
    stringKeys: true,
    uniqueKeys: false,
    resolveKnownTags: false,
    logLevel: 'silent',
  });
  return {
    lines,
    documents: composer.compose(tokens(text, lines)),
    trailing: () => composer.streamInfo().errors,
  };
}
