'use client';

import { FullTime, NextTime } from '#components/time/relative-time.tsx';
import { intervalWords } from '#components/time/time-words.ts';
import { Card } from '#components/ui/card.tsx';
import { Facts } from '#components/ui/facts.tsx';
import type { Fabric } from '#server/domain/wire/fabric.ts';
import { CONFLICT_WORDS, FAILURE_WORDS, SCOPE_WORDS } from './policy-words.ts';

/** When the fabric syncs and how a run behaves. */
export function ScheduleCard({ fabric }: { readonly fabric: Fabric }) {
  return (
    <Card title="Schedule and policies">
      <Facts
        facts={[
          {
            title: 'Sync',
            value: fabric.sync_enabled ? `Enabled, ${intervalWords(fabric.sync_interval)}` : 'Disabled',
          },
          { title: 'Last sync', value: <FullTime at={fabric.last_sync} /> },
          { title: 'Next sync', value: <NextTime at={fabric.next_sync} none="none by itself" /> },
          { title: 'Conflicts', value: CONFLICT_WORDS[fabric.conflict_policy] },
          { title: 'On failure', value: FAILURE_WORDS[fabric.failure_policy] },
          { title: 'Leftovers', value: fabric.prune ? 'Deleted from the cluster' : 'Kept, shown as extra' },
          { title: 'Writes', value: SCOPE_WORDS[fabric.write_scope] },
        ]}
      />
    </Card>
  );
}
