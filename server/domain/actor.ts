import type { Access } from './permissions.ts';

/** Who acts. The scheduler and workers are actors too: everything that happens has one. */
export type Actor =
  | (Access & { readonly type: 'user'; readonly name: string; readonly userId: string })
  | (Access & {
      readonly type: 'token';
      readonly name: string;
      readonly userId: string;
      readonly tokenId: number;
      /** Its role says so too; this tells it from a viewer's own, which may look after tokens. */
      readonly readOnly: boolean;
    })
  | { readonly type: 'system'; readonly name: string };

export const SYSTEM = {
  scheduler: { type: 'system', name: 'scheduler' },
  worker: { type: 'system', name: 'worker' },
  push: { type: 'system', name: 'push event' },
  start: { type: 'system', name: 'start' },
} as const satisfies Record<string, Actor>;
