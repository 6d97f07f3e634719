/** IPv4 arithmetic that the webhooks' defaults need; anything that does not parse answers null. */

function parseAddress(text: string): number | null {
  const parts = text.split('.');
  if (parts.length !== 4) return null;
  let value = 0;
  for (const part of parts) {
    const byte = Number(part);
    if (!/^\d{1,3}$/.test(part) || byte > 255) return null;
    value = value * 256 + byte;
  }
  return value;
}

function formatAddress(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

/** First and last address of `10.0.1.0/24`, host bits ignored. */
function bounds(cidr: string): { readonly first: number; readonly last: number } | null {
  const [text = '', bits = ''] = cidr.split('/', 2);
  const address = parseAddress(text);
  const length = Number(bits);
  if (address === null || !/^\d{1,2}$/.test(bits) || length > 32) return null;
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
