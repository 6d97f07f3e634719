/** A sentence on its way: who is meant, what happens to it, by which items. */
export interface Statement {
  readonly kind: string;
  readonly name: string;
  readonly effect: 'gains' | 'loses' | 'changes';
  readonly text: string;
  /** Keys of items. */
  readonly causes: Iterable<string>;
}

export type Effect = Statement['effect'];
