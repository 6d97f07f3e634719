/** One word of a shell script, as bash, zsh and fish read it. */
export const quote = (text: string): string => {
  if (/^[\w./-]+$/.test(text)) return text;
  if (/['\\]/.test(text)) throw new Error(`Words of the completion have no quotes: ${text}`);
  return `'${text}'`;
};

/** Words for people inside of single quotes; apostrophes become typographic ones. */
export const quoteWords = (text: string): string => `'${text.replaceAll("'", '’').replaceAll('\\', '/')}'`;
