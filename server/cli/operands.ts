interface Operand {
  readonly help: string;
  /** Nothing else may be given. */
  readonly choices?: readonly string[];
}

/** What may stand after a command's name. */
export const OPERANDS = {
  fabric: { help: 'a fabric, by its id or its name' },
  run: { help: 'a run, by its number or its task id' },
  token: { help: 'a token, by its id' },
  shell: { help: 'the shell that the script is for', choices: ['bash', 'zsh', 'fish'] },
} as const satisfies Readonly<Record<string, Operand>>;

export type OperandName = keyof typeof OPERANDS;

export type Shell = (typeof OPERANDS.shell.choices)[number];

/** What an operand may be, where that is known beforehand. */
export function choicesOf(name: OperandName): readonly string[] | null {
  const operand: Operand = OPERANDS[name];
  return operand.choices ?? null;
}
