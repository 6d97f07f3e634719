'use client';

import { useRights } from '#components/session/use-rights.ts';
import { RelativeTime } from '#components/time/relative-time.tsx';
import { BusyButton } from '#components/ui/busy-button.tsx';
import { Notice } from '#components/ui/notice.tsx';
import type { NoticeKind } from '#server/domain/words.ts';
import { useAcknowledge, useNotices } from './notice-queries.ts';

/** The page says these at length already, where the error stands. */
const SAID_BY_ERROR = new Set<NoticeKind>(['credentials_refused', 'mass_prune_refused', 'schedule_stopped']);

/** The open notices of a fabric, on its page. */
export function NoticeBanner({ fabricId }: { readonly fabricId: number }) {
  const { canOperate } = useRights(fabricId);
  const acknowledge = useAcknowledge();
  const open = useNotices(`?fabric_id=${fabricId}&open=true`).data?.results ?? [];
  return open
    .filter((notice) => notice.fabric_id === fabricId)
    .map((notice) => (
      <Notice key={notice.id} tone={notice.severity === 'critical' ? 'bad' : 'caution'}>
        <strong>{notice.title}</strong> <RelativeTime at={notice.opened_at} />
        {!SAID_BY_ERROR.has(notice.kind) && (
          <div>
            {notice.text} {notice.advice}.
          </div>
        )}
        {notice.acknowledged_by !== null ? (
          <div>
            {notice.acknowledged_by} takes care of it. <RelativeTime at={notice.acknowledged_at} />
          </div>
        ) : (
          canOperate && (
            <div className="notice-actions">
              <BusyButton
                className="btn btn-sm"
                icon="account-check-outline"
                busy={acknowledge.isPending && acknowledge.variables === notice.id}
                onClick={() => acknowledge.mutate(notice.id)}
              >
                Acknowledge
              </BusyButton>
            </div>
          )
        )}
      </Notice>
    ));
}
