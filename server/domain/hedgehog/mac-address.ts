/** As Go's net.HardwareAddr prints it: lower case, colons. What is no 6-byte MAC comes back unchanged. */
export function canonicalMac(text: string): string {
  const digits =
    /^(?:[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}|(?:[0-9a-f]{4}\.){2}[0-9a-f]{4})$/i.test(text)
      ? text.replaceAll(/[^0-9a-f]/gi, '').toLowerCase()
      : null;
  return digits === null ? text : (digits.match(/../g) ?? []).join(':');
}
