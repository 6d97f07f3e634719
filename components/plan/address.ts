/** What a part of the page writes into the address; null takes it out. */
export type Address = Readonly<Record<'plan' | 'object' | 'run' | 'now', string | null>>;

/** With `push` one can go back. */
export type ChangeAddress = (part: Partial<Address>, how?: 'push' | 'replace') => void;
