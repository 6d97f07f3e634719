/** What stands in the cluster or was typed by somebody else must not steer the terminal. */
export const plain = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}]/gu, '?');

/** The same for text that may have several lines. */
export const plainLines = (text: string): string => text.split(/\r?\n/).map(plain).join('\n');

/** A word as a shell takes it, to be copied into one. */
export const shellWord = (word: string): string =>
  /^[\w.-]+$/.test(word) ? word : `'${plain(word).replaceAll("'", String.raw`'\''`)}'`;
