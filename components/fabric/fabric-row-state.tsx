'use client';

import { useAnnounceChange } from '#components/live/announcer.tsx';
import { ProgressBar } from '#components/ui/progress-bar.tsx';
import { STATE_DISPLAY } from '#server/domain/state-display.ts';
import type { Fabric } from '#server/domain/wire/fabric.ts';
import { StatusDisplay } from './status-display.tsx';

/** Pill and why of a row; while syncing the progress under it. A change glows once and is announced. */
export function FabricRowState({ fabric }: { readonly fabric: Fabric }) {
  const state = fabric.calculated_sync_status;
  useAnnounceChange(state, `${fabric.name}: ${STATE_DISPLAY[state].text}`);
  return (
    <div className="row-state">
      <StatusDisplay fabric={fabric} details={false} />
      {state === 'syncing' && fabric.progress !== null && (
        <ProgressBar percentage={fabric.progress.percentage} message={`${fabric.progress.percentage} %`} />
      )}
    </div>
  );
}
