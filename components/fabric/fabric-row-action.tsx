'use client';

import { paths } from '#app/paths.ts';
import { useRights } from '#components/session/use-rights.ts';
import { BusyButton } from '#components/ui/busy-button.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Link } from '#components/ui/link.tsx';
import type { SyncState } from '#server/domain/sync-state.ts';
import type { Fabric } from '#server/domain/wire/fabric.ts';
import type { RowFailure } from './row-failure.ts';
import { isWindowClosed, OverrideDialog } from './override-dialog.tsx';
import { type FabricVerb, useFabricVerb, VERB_FAILED } from './use-fabric-verb.ts';

interface FabricRowActionProps {
  readonly fabric: Fabric;
  readonly onFailure: (failure: RowFailure) => void;
}

interface RowAction {
  readonly text: string;
  readonly icon: string;
  readonly className: string;
  /** What the press does; the others lead somewhere. */
  readonly wish?: FabricVerb;
}

const SYNC: RowAction = {
  text: 'Sync Now',
  icon: 'sync',
  className: 'btn btn-outline-primary btn-sm',
  wish: { verb: 'sync' },
};

/** The one thing to do next with a fabric, by its state. */
const ACTIONS: Record<SyncState, RowAction> = {
  not_configured: { text: 'Configure', icon: 'cog', className: 'btn btn-warning btn-sm' },
  disabled: {
    text: 'Enable Sync',
    icon: 'play',
    className: 'btn btn-success btn-sm',
    wish: { verb: 'enable' },
  },
  syncing: { text: 'View Progress', icon: 'progress-clock', className: 'btn btn-outline-primary btn-sm' },
  error: {
    text: 'Retry',
    icon: 'refresh',
    className: 'btn btn-outline-primary btn-sm',
    wish: { verb: 'retry' },
  },
  never_synced: SYNC,
  out_of_sync: SYNC,
  in_sync: SYNC,
};

export function FabricRowAction({ fabric, onFailure }: FabricRowActionProps) {
  const { canOperate } = useRights(fabric.id);
  const verb = useFabricVerb(fabric.id);
  const { text, icon, className, wish } = ACTIONS[fabric.calculated_sync_status];
  const label = `${text}: ${fabric.name}`;
  if (fabric.calculated_sync_status !== 'syncing' && !canOperate) return null;
  if (wish === undefined) {
    const href =
      fabric.active_task_id === null
        ? `${paths.fabric(fabric.id)}?configure=1`
        : paths.run(fabric.active_task_id);
    return (
      <Link className={className} href={href} aria-label={label}>
        <Icon name={icon} />
        {text}
      </Link>
    );
  }
  const onError = (error: unknown) =>
    isWindowClosed(error) || onFailure({ what: `${fabric.name}: ${VERB_FAILED[wish.verb]}`, error });
  return (
    <>
      <OverrideDialog fabricName={fabric.name} start={verb} />
      <BusyButton
        className={className}
        icon={icon}
        busy={verb.isPending}
        aria-label={label}
        onClick={() => verb.mutate(wish, { onError })}
      >
        {text}
      </BusyButton>
    </>
  );
}
