'use client';

import { Icon } from '#components/ui/icon.tsx';
import { addressOf } from '#server/client/client.ts';
import type { Fabric } from '#server/domain/wire/fabric.ts';

interface TransferEntriesProps {
  readonly fabric: Fabric;
  readonly onImport: () => void;
}

/** Menu entries that bring objects in and out. Where Git is the source, what is wanted is changed there: nothing is imported. */
export function TransferEntries({ fabric, onImport }: TransferEntriesProps) {
  const exported = (source: 'desired' | 'live'): string =>
    addressOf('GET /fabrics/{id}/export', { params: { id: fabric.id }, query: { source } });
  const configured = fabric.kubernetes_server !== '';
  return (
    <>
      {fabric.git_repository === null && (
        <button
          type="button"
          className="dropdown-item"
          disabled={!configured || !fabric.sync_enabled || fabric.active_task_id !== null}
          onClick={onImport}
        >
          <Icon name="database-import-outline" />
          Import from cluster
        </button>
      )}
      <a className="dropdown-item" href={exported('desired')} download>
        <Icon name="file-export-outline" />
        Export desired YAML
      </a>
      {configured && (
        <a className="dropdown-item" href={exported('live')} download>
          <Icon name="file-download-outline" />
          Export live YAML
        </a>
      )}
    </>
  );
}
