/**
 * Names keys that stand twice in one object of a JSON text, as strict field validation does (`spec.foo`, `spec.list[0].foo`);
 * JSON.parse keeps the last one silently. The text must be valid JSON.
 */
export function duplicateKeys(text: string): string[] {
  const found = new Set<string>();
  const stack: Frame[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const [token] = match;
    const top = stack.at(-1);
    if (token === '{')
      stack.push({ keys: new Set(), key: '', expectsKey: true, index: -1, path: pathOf(stack) });
    else if (token === '[')
      stack.push({ keys: null, key: '', expectsKey: false, index: 0, path: pathOf(stack) });
    else if (token === '}' || token === ']') stack.pop();
    else if (token === ',' && top?.keys) top.expectsKey = true;
    else if (token === ',' && top) top.index += 1;
    else if (top?.keys && top.expectsKey) {
      top.key = JSON.parse(token) as string;
      top.expectsKey = false;
      if (top.keys.has(top.key)) found.add(pathOf(stack));
      top.keys.add(top.key);
    }
  }
  return [...found];
}

interface Frame {
  /** Null in an array. */
  keys: Set<string> | null;
  key: string;
  expectsKey: boolean;
  index: number;
  path: string;
}

const TOKEN = /[{}[\],]|"(?:[^"\\]|\\.)*"/g;

function pathOf(stack: Frame[]): string {
  const top = stack.at(-1);
  if (!top) return '';
  if (!top.keys) return `${top.path}[${top.index}]`;
  return top.path === '' ? top.key : `${top.path}.${top.key}`;
}
