/** Breaks text into lines of at most so many columns; a blank line parts paragraphs, other line ends are spaces. */
export function wrapText(text: string, columns: number): string {
  return text
    .split('\n\n')
    .map((paragraph) => {
      const lines: string[] = [];
      for (const word of paragraph.split(/\s+/)) {
        const last = lines.at(-1);
        if (last !== undefined && `${last} ${word}`.length <= columns) lines[lines.length - 1] += ` ${word}`;
        else lines.push(word);
      }
      return lines.join('\n');
    })
    .join('\n\n');
}
