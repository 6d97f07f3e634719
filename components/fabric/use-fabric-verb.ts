'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '#components/api/client.ts';
import type { Override } from './override-dialog.tsx';

/** What a press of a button asks of a fabric. */
export type FabricVerb =
  | ({ readonly verb: 'sync'; readonly force?: boolean; readonly confirmPrune?: boolean } & Override)
  | ({ readonly verb: 'retry' } & Override)
  | { readonly verb: 'cancel' }
  | { readonly verb: 'enable' }
  | { readonly verb: 'disable' }
  | { readonly verb: 'dismiss' };

/** What was not done when it failed. */
export const VERB_FAILED: Record<FabricVerb['verb'], string> = {
  sync: 'No sync was started',
  retry: 'No retry was started',
  cancel: 'The run was not cancelled',
  enable: 'Sync was not enabled',
  disable: 'Sync was not disabled',
  dismiss: 'The message was not dismissed',
};

/** The run that was started; null where none was asked for. */
async function perform(id: number, wish: FabricVerb): Promise<string | null> {
  switch (wish.verb) {
    case 'sync': {
      const started = await call('POST /fabrics/{id}/sync/trigger', {
        params: { id },
        body: {
          force: wish.force ?? false,
          confirm_prune: wish.confirmPrune ?? false,
          override_reason: wish.overrideReason,
        },
      });
      return started.task_id;
    }
    case 'retry': {
      const started = await call('POST /fabrics/{id}/sync/retry', {
        params: { id },
        body: { override_reason: wish.overrideReason },
      });
      return started.task_id;
    }
    case 'cancel':
      await call('POST /fabrics/{id}/sync/cancel', { params: { id } });
      return null;
    case 'enable':
    case 'disable':
      await call('PATCH /fabrics/{id}', { params: { id }, body: { sync_enabled: wish.verb === 'enable' } });
      return null;
    case 'dismiss':
      await call('POST /fabrics/{id}/dismiss-result', { params: { id } });
      return null;
  }
}

/** Does one verb; the button stays busy until the page shows what became of it. */
export function useFabricVerb(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: FabricVerb) => perform(id, wish),
    onSettled: async () => {
      void client.invalidateQueries({ queryKey: ['runs'] });
      void client.invalidateQueries({ queryKey: ['fabrics'] });
      await client.invalidateQueries({ queryKey: ['fabric', id] });
    },
  });
}

export type FabricVerbMutation = ReturnType<typeof useFabricVerb>;
