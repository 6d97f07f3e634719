import { paths } from '#app/paths.ts';
import type { Column } from '#components/object/data-table.tsx';
import { RelativeTime } from '#components/time/relative-time.tsx';
import { Link } from '#components/ui/link.tsx';
import { Tag } from '#components/ui/tag.tsx';
import { STATE_DISPLAY } from '#server/domain/state-display.ts';
import type { SyncState } from '#server/domain/sync-state.ts';
import type { AuditEvent, TransitionRecord } from '#server/domain/wire/history.ts';
import { auditDetails, auditTitle } from './audit-words.ts';

export type FabricNames = ReadonlyMap<number, string>;

/** Columns of the changes of state; without names the list is one fabric's own. */
export function transitionColumns(names: FabricNames | null): readonly Column<TransitionRecord>[] {
  return [
    { id: 'at', title: 'When', className: 'nowrap', cell: ({ at }) => <RelativeTime at={at} /> },
    ...fabricColumn(names),
    {
      id: 'change',
      title: 'Change',
      cell: ({ from, to }) => (
        <>
          {from === null ? <span className="text-muted">created</span> : <State state={from} />} →{' '}
          <State state={to} />
        </>
      ),
    },
    { id: 'reason', title: 'Why', className: 'name', cell: ({ reason }) => reason },
    { id: 'actor', title: 'By', className: 'name', cell: ({ actor }) => actor },
    { id: 'run', title: 'Run', className: 'nowrap', cell: ({ run_id: run }) => <RunLink id={run} /> },
  ];
}

/** Columns of what people and the app did. */
export function auditColumns(names: FabricNames | null): readonly Column<AuditEvent>[] {
  return [
    { id: 'at', title: 'When', className: 'nowrap', cell: ({ at }) => <RelativeTime at={at} /> },
    { id: 'actor', title: 'Who', className: 'name', cell: ({ actor }) => actor },
    { id: 'kind', title: 'What', cell: ({ kind }) => auditTitle(kind) },
    ...fabricColumn(names),
    { id: 'details', title: 'Details', className: 'name', cell: ({ data }) => auditDetails(data) },
    { id: 'run', title: 'Run', className: 'nowrap', cell: ({ run_id: run }) => <RunLink id={run} /> },
  ];
}

function fabricColumn(names: FabricNames | null): readonly Column<{ readonly fabric_id: number | null }>[] {
  if (names === null) return [];
  return [
    {
      id: 'fabric',
      title: 'Fabric',
      className: 'name',
      cell: ({ fabric_id: id }) => <FabricLink id={id} names={names} />,
    },
  ];
}

/** A fabric that is gone has no page: its number is all that is left. */
function FabricLink({ id, names }: { readonly id: number | null; readonly names: FabricNames }) {
  if (id === null) return '–';
  const name = names.get(id);
  if (name === undefined) return <span className="text-muted">Fabric {id}</span>;
  return <Link href={paths.fabric(id)}>{name}</Link>;
}

function RunLink({ id }: { readonly id: number | null }) {
  return id === null ? '–' : <Link href={paths.run(id)}>Run {id}</Link>;
}

function State({ state }: { readonly state: SyncState }) {
  return (
    <Tag>
      <span className="state-dot" data-sync-state={state} />
      {STATE_DISPLAY[state].text}
    </Tag>
  );
}
