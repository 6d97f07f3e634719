'use client';

import { useState } from 'react';
import { paths } from '#app/paths.ts';
import { ImportDialog } from '#components/inventory/import-dialog.tsx';
import { TransferEntries } from '#components/inventory/transfer-entries.tsx';
import { useRights } from '#components/session/use-rights.ts';
import { BusyButton } from '#components/ui/busy-button.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Link } from '#components/ui/link.tsx';
import { Menu } from '#components/ui/menu.tsx';
import type { Fabric } from '#server/domain/wire/fabric.ts';
import { DeleteFabricDialog } from './delete-fabric-dialog.tsx';
import { stateButtons } from './state-buttons.ts';
import type { FabricVerbMutation } from './use-fabric-verb.ts';

interface FabricActionsProps {
  readonly fabric: Fabric;
  readonly verb: FabricVerbMutation;
  readonly onConfigure: () => void;
}

/** The buttons of the title row: what the state calls for first, Sync Now always, the rest in the menu. */
export function FabricActions({ fabric, verb, onConfigure }: FabricActionsProps) {
  const { canOperate } = useRights(fabric.id);
  const [deleting, setDeleting] = useState(false);
  const [importing, setImporting] = useState(false);
  const buttons = stateButtons(fabric);
  const busy = (name: string) => verb.isPending && verb.variables.verb === name;
  return (
    <>
      {buttons.configure && canOperate && (
        <button type="button" className="btn btn-warning btn-sm" onClick={onConfigure}>
          <Icon name="cog" />
          Configure
        </button>
      )}
      {buttons.enableSync && canOperate && (
        <BusyButton
          className="btn btn-success btn-sm"
          icon="play"
          busy={busy('enable')}
          onClick={() => verb.mutate({ verb: 'enable' })}
        >
          Enable Sync
        </BusyButton>
      )}
      {buttons.fixConfiguration && canOperate && (
        <Link className="btn btn-warning btn-sm" href={paths.editFabric(fabric.id)}>
          <Icon name="wrench" />
          Fix Configuration
        </Link>
      )}
      {buttons.retry && canOperate && (
        <BusyButton
          className="btn btn-outline-primary btn-sm"
          icon="refresh"
          busy={busy('retry')}
          onClick={() => verb.mutate({ verb: 'retry' })}
        >
          Retry
        </BusyButton>
      )}
      {buttons.viewProgress && fabric.active_task_id !== null && (
        <Link className="btn btn-outline-primary btn-sm" href={paths.run(fabric.active_task_id)}>
          <Icon name="progress-clock" />
          View Progress
        </Link>
      )}
      <BusyButton
        id="sync-now-button"
        className="btn btn-primary btn-sm"
        icon="sync"
        busy={busy('sync')}
        disabled={!buttons.syncNowEnabled || !canOperate}
        onClick={() => verb.mutate({ verb: 'sync' })}
      >
        Sync Now
      </BusyButton>
      {fabric.calculated_sync_status !== 'not_configured' && (
        <Link className="btn btn-sm" href={paths.planFabric(fabric.id)}>
          <Icon name="file-compare" />
          Plan
        </Link>
      )}
      {canOperate && (
        <Menu label="More actions" className="btn btn-sm btn-icon" button={<Icon name="dots-vertical" />}>
          <button
            type="button"
            className="dropdown-item"
            disabled={!buttons.syncNowEnabled}
            onClick={() => verb.mutate({ verb: 'sync', force: true })}
          >
            <Icon name="sync-circle" />
            Apply all again
          </button>
          <button type="button" className="dropdown-item" onClick={onConfigure}>
            <Icon name="kubernetes" />
            Configure the cluster
          </button>
          <Link className="dropdown-item" href={paths.editFabric(fabric.id)}>
            <Icon name="pencil-outline" />
            Edit
          </Link>
          <TransferEntries fabric={fabric} onImport={() => setImporting(true)} />
          {fabric.sync_enabled && (
            <button type="button" className="dropdown-item" onClick={() => verb.mutate({ verb: 'disable' })}>
              <Icon name="sync-off" />
              Disable Sync
            </button>
          )}
          <button type="button" className="dropdown-item text-bad" onClick={() => setDeleting(true)}>
            <Icon name="trash-can-outline" />
            Delete
          </button>
        </Menu>
      )}
      {importing && <ImportDialog fabric={fabric} onClose={() => setImporting(false)} />}
      {deleting && <DeleteFabricDialog fabric={fabric} onClose={() => setDeleting(false)} />}
    </>
  );
}
