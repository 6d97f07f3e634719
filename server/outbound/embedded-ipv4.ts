/**
 * The IPv4 address inside an IPv6 one, or null: IPv4-mapped (::ffff:0:0/96), the old compatible form (::/96), NAT64
 * (64:ff9b::/96, RFC 6052) and 6to4 (2002::/16, RFC 3056).
 * @param address a valid IPv6 address without zone
 */
export function embeddedIpv4(address: string): string | null {
  const groups = expand(address);
  const [first = 0, second = 0, third = 0] = groups;
  if (first === 0x2002) return dotted(second, third);
  const middleIsZero = groups.slice(2, 5).every((group) => group === 0);
  const low = dotted(groups[6] ?? 0, groups[7] ?? 0);
  if (first === 0x64 && second === 0xff9b && middleIsZero && groups[5] === 0) return low;
  if (first !== 0 || second !== 0 || !middleIsZero) return null;
  if (groups[5] === 0xffff) return low;
  // ::1 and :: are addresses of their own, not IPv4-compatible ones.
  return groups[5] === 0 && groups[6] !== 0 ? low : null;
}

const dotted = (high: number, low: number): string => `${high >> 8}.${high & 0xff}.${low >> 8}.${low & 0xff}`;

/** Eight groups of 16 bits. */
function expand(address: string): number[] {
  const [head = '', tail] = address.split('::');
  const left = groupsOf(head);
  if (tail === undefined) return left;
  const right = groupsOf(tail);
  return [...left, ...Array.from({ length: 8 - left.length - right.length }, () => 0), ...right];
}

function groupsOf(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((part) => {
    if (!part.includes('.')) return [Number.parseInt(part, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = part.split('.').map(Number);
    return [(a << 8) | b, (c << 8) | d];
  });
}
