'use client';

import { FullTime, NextTime } from '#components/time/relative-time.tsx';
import { intervalWords } from '#components/time/time-words.ts';
import { Card } from '#components/ui/card.tsx';
import { Facts } from '#components/ui/facts.tsx';
import type { Fabric } from '#server/domain/wire/fabric.ts';
import { windowWords } from './window-words.ts';
import { CONFLICT_WORDS, FAILURE_WORDS, SCOPE_WORDS } from './policy-words.ts';

function Windows({ fabric }: { readonly fabric: Fabric }) {
  return fabric.sync_windows.map((window) => <div key={JSON.stringify(window)}>{windowWords(window)}</div>);
}

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
          ...(fabric.sync_windows.length === 0
            ? []
            : [{ title: 'Sync windows', value: <Windows fabric={fabric} /> }]),
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
