'use client';

import { paths } from '#app/paths.ts';
import type { Column } from '#components/object/data-table.tsx';
import { FilterSelect } from '#components/object/filter-select.tsx';
import { apiQuery } from '#components/object/list-state.ts';
import { ObjectList } from '#components/object/object-list.tsx';
import { useListState } from '#components/object/use-list-state.ts';
import { FabricFilter } from '#components/run/run-list.tsx';
import { useAccess } from '#components/session/use-rights.ts';
import { PageHeader } from '#components/shell/page-header.tsx';
import { RelativeTime } from '#components/time/relative-time.tsx';
import { Blank } from '#components/ui/blank.tsx';
import { BusyButton } from '#components/ui/busy-button.tsx';
import { ErrorNotice } from '#components/ui/error-notice.tsx';
import { Link } from '#components/ui/link.tsx';
import { Tag } from '#components/ui/tag.tsx';
import { canOperate } from '#server/domain/permissions.ts';
import type { Notice } from '#server/domain/wire/notice.ts';
import { NOTICE_KINDS } from '#server/domain/words.ts';
import { useAcknowledge, useNotices } from './notice-queries.ts';
import { NOTICE_KIND_WORDS } from './notice-words.ts';

const FILTERS = ['state', 'kind', 'fabric_id'] as const;
const STATES = [
  { value: 'open', title: 'Open' },
  { value: 'closed', title: 'Resolved' },
];
const KINDS = NOTICE_KINDS.map((kind) => ({ value: kind, title: NOTICE_KIND_WORDS[kind] }));

/** What a person should know of all fabrics: each occurrence once, until its cause has passed. */
export function NoticePage() {
  const control = useListState(FILTERS);
  const acknowledge = useAcknowledge();
  const access = useAccess();
  const { state, ...filters } = control.state.filters;
  const fixed: Record<string, string> =
    state === 'open' ? { open: 'true' } : state === 'closed' ? { open: 'false' } : {};
  return (
    <>
      <PageHeader title="Notices" />
      {acknowledge.error !== null && (
        <ErrorNotice error={acknowledge.error} what="Not acknowledged" onDismiss={acknowledge.reset} />
      )}
      <ObjectList
        what="notices"
        query={useNotices(apiQuery({ ...control.state, filters }, fixed))}
        control={control}
        columns={columns(acknowledge, (fabricId) => canOperate(access, fabricId))}
        rowKey={(notice) => notice.id}
        filters={
          <>
            <FilterSelect
              name="state"
              label="State"
              all="Open and resolved"
              choices={STATES}
              control={control}
            />
            <FilterSelect name="kind" label="Kind" all="All kinds" choices={KINDS} control={control} />
            <FabricFilter control={control} />
          </>
        }
        empty={
          <Blank icon="bell-check-outline" title="No notices">
            <p>
              A fabric that is late, cannot be reached or was refused is told of here, once; the notice closes
              by itself.
            </p>
          </Blank>
        }
      />
    </>
  );
}

function columns(
  acknowledge: ReturnType<typeof useAcknowledge>,
  mayOperate: (fabricId: number) => boolean,
): readonly Column<Notice>[] {
  return [
    {
      id: 'state',
      title: 'State',
      className: 'nowrap',
      cell: ({ closed_at, severity }) =>
        closed_at !== null ? (
          <Tag tone="good">Resolved</Tag>
        ) : (
          <Tag tone={severity === 'critical' ? 'bad' : 'caution'}>Open</Tag>
        ),
    },
    {
      id: 'fabric',
      title: 'Fabric',
      className: 'name',
      cell: (notice) => <Link href={paths.fabric(notice.fabric_id)}>{notice.fabric_name}</Link>,
    },
    {
      id: 'notice',
      title: 'Notice',
      className: 'wide',
      cell: (notice) => (
        <>
          <strong>{notice.title}</strong>
          <div>{notice.text}</div>
          {notice.closed_at === null && <div className="text-muted">{notice.advice}</div>}
        </>
      ),
    },
    {
      id: 'opened',
      title: 'Opened',
      className: 'nowrap',
      cell: (notice) => <RelativeTime at={notice.opened_at} />,
    },
    {
      id: 'closed',
      title: 'Resolved',
      className: 'nowrap',
      cell: ({ closed_at }) => (closed_at === null ? 'not yet' : <RelativeTime at={closed_at} />),
    },
    {
      id: 'actions',
      title: 'Taken care of',
      className: 'wide actions',
      cell: (notice) =>
        notice.acknowledged_by !== null ? (
          <span className="text-muted">by {notice.acknowledged_by}</span>
        ) : (
          notice.closed_at === null &&
          mayOperate(notice.fabric_id) && (
            <BusyButton
              className="btn btn-sm"
              icon="account-check-outline"
              busy={acknowledge.isPending && acknowledge.variables === notice.id}
              aria-label={`Acknowledge: ${notice.fabric_name}, ${notice.title}`}
              onClick={() => acknowledge.mutate(notice.id)}
            >
              Acknowledge
            </BusyButton>
          )
        ),
    },
  ];
}
