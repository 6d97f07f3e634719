/** IPv4 arithmetic that the webhooks' defaults need; anything that does not parse answers null. */

const ZERO = 48;
const DOT = 46;

/** The digits from `start` to `end` as a number of at most `most`; -1 for anything else. By hand: a plan asks 40,000 times. */
function numberIn(text: string, start: number, end: number, most: number): number {
  if (end <= start || end - start > 3) return -1;
  let value = 0;
  for (let at = start; at < end; at += 1) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value > most ? -1 : value;
}

/** The address in front of `end`. */
function parseAddress(text: string, end: number): number | null {
  let value = 0;
  let parts = 0;
  for (let start = 0; start <= end;) {
    let stop = start;
    while (stop < end && text.charCodeAt(stop) !== DOT) stop += 1;
    const byte = numberIn(text, start, stop, 255);
    if (byte < 0) return null;
    value = value * 256 + byte;
    parts += 1;
    start = stop + 1;
  }
  return parts === 4 ? value : null;
}

const formatAddress = (value: number): string =>
  `${Math.floor(value / 2 ** 24) % 256}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;

/** First and last address of `10.0.1.0/24`, host bits ignored. */
function bounds(cidr: string): { readonly first: number; readonly last: number } | null {
  const slash = cidr.indexOf('/');
  if (slash < 0 || cidr.length - slash > 3) return null;
  const length = numberIn(cidr, slash + 1, cidr.length, 32);
  const address = parseAddress(cidr, slash);
  if (length < 0 || address === null) return null;
  const size = 2 ** (32 - length);
  const first = address - (address % size);
  return { first, last: first + size - 1 };
}

/** The n-th address after the network's own: 1 = ".1" of a /24. */
export function addressInside(cidr: string, offset: number): string | null {
  const range = bounds(cidr);
  return range === null || range.first + offset > range.last ? null : formatAddress(range.first + offset);
}

/** The last address, the one that is broadcast: ".255" of a /24. */
export function lastAddress(cidr: string): string | null {
  const range = bounds(cidr);
  return range === null ? null : formatAddress(range.last);
}
