/** Where a command writes to. */
export interface Terminal {
  /** What was asked for. */
  out(text: string): void;
  /** What a person must know besides, and what went wrong. */
  err(text: string): void;
  /** Whether standard output shows colours. */
  readonly color: boolean;
  /** Width of standard output; null = it is no terminal, and nothing is cut. */
  readonly columns: number | null;
  /** Width of standard error where a line of it can be written over; null = it cannot. */
  readonly errColumns: number | null;
  /** The first Ctrl-C calls the listener instead of ending the program. */
  onInterrupt(listener: () => void): void;
}

/** One JSON document. */
export function writeJson(terminal: Terminal, value: unknown): void {
  terminal.out(`${JSON.stringify(value, null, 2)}\n`);
}
