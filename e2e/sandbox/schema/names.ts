const SUBDOMAIN = '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*';
const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_VALUE = '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?';

const MOST_SUBDOMAIN_CHARACTERS = 253;
const MOST_LABEL_CHARACTERS = 63;

function matches(pattern: string, text: string): boolean {
  return new RegExp(`^${pattern}$`).test(text);
}

const SUBDOMAIN_PROBLEM = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${SUBDOMAIN}')`;
const LABEL_PROBLEM = `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${LABEL}')`;
const QUALIFIED_PROBLEM = `must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${QUALIFIED}')`;

/** What is wrong with an object's name; empty when nothing is. */
export function nameProblem(rule: 'subdomain' | 'label' | 'path', name: string): string[] {
  if (rule === 'path') {
    if (name === '.' || name === '..') return [`may not be '${name}'`];
    return ['/', '%']
      .filter((character) => name.includes(character))
      .map((character) => `may not contain '${character}'`);
  }
  if (rule === 'label' && name.includes('.')) return ['must not contain dots'];
  const most = rule === 'label' ? MOST_LABEL_CHARACTERS : MOST_SUBDOMAIN_CHARACTERS;
  const isLabel = rule === 'label';
  return [
    ...(name.length > most ? [`must be no more than ${most} characters`] : []),
    ...(matches(isLabel ? LABEL : SUBDOMAIN, name) ? [] : [isLabel ? LABEL_PROBLEM : SUBDOMAIN_PROBLEM]),
  ];
}

/** The rule of label keys, annotation keys and finalizers: an optional DNS prefix, a slash and a name. */
export function qualifiedNameProblem(text: string): string[] {
  const parts = text.split('/');
  if (parts.length > 2) {
    return [
      `a valid label key ${QUALIFIED_PROBLEM} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const name = parts.at(-1) ?? '';
  const prefix = parts.length === 2 ? parts[0] : undefined;
  const problems: string[] = [];
  if (prefix === '') problems.push('prefix part must be non-empty');
  else if (prefix !== undefined && !matches(SUBDOMAIN, prefix))
    problems.push(`prefix part ${SUBDOMAIN_PROBLEM}`);
  if (name === '') problems.push('name part must be non-empty');
  else if (name.length > MOST_LABEL_CHARACTERS) {
    problems.push(`name part must be no more than ${MOST_LABEL_CHARACTERS} bytes`);
  }
  if (!matches(QUALIFIED, name)) problems.push(`name part ${QUALIFIED_PROBLEM}`);
  return problems;
}

export function labelValueProblem(value: string): string[] {
  return [
    ...(value.length > MOST_LABEL_CHARACTERS ? [`must be no more than ${MOST_LABEL_CHARACTERS} bytes`] : []),
    ...(matches(LABEL_VALUE, value)
      ? []
      : [
          `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '${LABEL_VALUE}')`,
        ]),
  ];
}
