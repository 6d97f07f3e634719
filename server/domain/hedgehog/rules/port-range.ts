const MOST = 65_535;
const NUMBER = /^[+-]?\d+$/;

function isPort(text: string): boolean {
  const port = Number(text);
  return NUMBER.test(text) && port >= 1 && port <= MOST;
}

/** Why a text is no port `N` and no range `N-M` of ports; null = it is one. */
export function whyNotPorts(text: string): string | null {
  const expected = `a port or a range such as 80 or 8000-8080 within 1 and ${MOST} is expected`;
  const parts = text.split('-').map((part) => part.trim());
  const [first = '', last] = parts;
  if (text !== text.trim() || parts.length > 2 || !isPort(first) || (last !== undefined && !isPort(last)))
    return `${text === '' ? 'nothing' : text} is no port; ${expected}`;
  if (last !== undefined && Number(first) > Number(last)) return `${text} ends before it begins; ${expected}`;
  return null;
}
