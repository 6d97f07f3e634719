import type { Terminal } from '#server/cli/terminal.ts';

/** For tests: a terminal that keeps what it was told. */
export function terminalUnderTest(given: Partial<Terminal> = {}) {
  const said = { out: '', err: '' };
  let interrupt: (() => void) | null = null;
  const terminal: Terminal = {
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
    color: true,
    columns: null,
    errColumns: null,
    onInterrupt(listener) {
      interrupt = listener;
    },
    ...given,
  };
  return {
    terminal,
    said,
    /** Ctrl-C; false where nobody listens and the program would end. */
    pressInterrupt(): boolean {
      const listener = interrupt;
      interrupt = null;
      listener?.();
      return listener !== null;
    },
  };
}
