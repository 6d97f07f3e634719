const PAIRS = /^[0-9a-f]{2}(?:([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2})*)$/i;
const QUADS = /^[0-9a-f]{4}(?:\.[0-9a-f]{4})+$/i;
/** Bytes of MAC-48, EUI-64 and IP over InfiniBand addresses. */
const LENGTHS: ReadonlySet<number> = new Set([6, 8, 20]);

/** The bytes of a hardware address as Go's net.ParseMAC takes it; null for what it does not. */
export function macBytes(text: string): number[] | null {
  if (!PAIRS.test(text) && !QUADS.test(text)) return null;
  const bytes = (text.replaceAll(/[^0-9a-f]/gi, '').match(/../g) ?? []).map((pair) =>
    Number.parseInt(pair, 16),
  );
  return LENGTHS.has(bytes.length) ? bytes : null;
}

export const isMac = (text: string): boolean => macBytes(text) !== null;
