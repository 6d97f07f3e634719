const CODES = { red: 31, green: 32, yellow: 33, dim: 2, bold: 1 } as const;
export type Look = keyof typeof CODES;

export type Paint = (look: Look, text: string) => string;

/** Colours only repeat what the words say. */
export function createPaint(color: boolean): Paint {
  return (look, text) => (color ? `\u001b[${CODES[look]}m${text}\u001b[0m` : text);
}
