/** IPv4 arithmetic of the rules. Addresses are numbers from 0 to 2^32-1; anything that does not parse answers null. */

/** `10.0.1.7/24` as written (address) and as the block it lies in (first to last). */
export interface Cidr {
  readonly address: number;
  readonly length: number;
  readonly first: number;
  readonly last: number;
}

// As Go's net/netip: no leading zeros, since other parsers read those as octal.
const BYTE = /^(?:0|[1-9]\d{0,2})$/;
const LENGTH = /^(?:0|[1-9]\d?)$/;

/** The number of an IPv4 address; null for anything else, IPv6 included. */
export function parseAddress(text: string): number | null {
  const parts = text.split('.');
  if (parts.length !== 4) return null;
  let value = 0;
  for (const part of parts) {
    const byte = Number(part);
    if (!BYTE.test(part) || byte > 255) return null;
    value = value * 256 + byte;
  }
  return value;
}

export function formatAddress(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

/** An IPv4 address with its prefix length; null for anything else, IPv6 included. */
export function parseCidr(text: string): Cidr | null {
  const slash = text.indexOf('/');
  const bits = text.slice(slash + 1);
  const length = Number(bits);
  const address = slash < 0 ? null : parseAddress(text.slice(0, slash));
  if (address === null || !LENGTH.test(bits) || length > 32) return null;
  const size = 2 ** (32 - length);
  const first = address - (address % size);
  return { address, length, first, last: first + size - 1 };
}

/** The block without the host's bits: "10.0.1.0/24" for 10.0.1.7/24. */
export function formatBlock(cidr: Cidr): string {
  return `${formatAddress(cidr.first)}/${cidr.length}`;
}

export const hasHostBits = (cidr: Cidr): boolean => cidr.address !== cidr.first;

export const holdsAddress = (cidr: Cidr, address: number): boolean =>
  cidr.first <= address && address <= cidr.last;

export const holdsBlock = (outer: Cidr, inner: Cidr): boolean =>
  outer.first <= inner.first && inner.last <= outer.last;

export const overlap = (a: Cidr, b: Cidr): boolean => a.first <= b.last && b.first <= a.last;

/** IPv6 is nobody's mistake where the vendor takes both; it is recognised and not judged. */
export const looksLikeIpv6 = (text: string): boolean => /^[0-9a-f:.]*:[0-9a-f:.%/a-z]*$/i.test(text);

/** An address of either family. */
export const isAddress = (text: string): boolean =>
  parseAddress(text) !== null || (looksLikeIpv6(text) && !text.includes('/'));

/** An address with a prefix length, of either family. */
export const isPrefix = (text: string): boolean =>
  parseCidr(text) !== null || (looksLikeIpv6(text) && text.includes('/'));
