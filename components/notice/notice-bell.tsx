'use client';

import { paths } from '#app/paths.ts';
import { Icon } from '#components/ui/icon.tsx';
import { Link } from '#components/ui/link.tsx';
import { useNotices } from './notice-queries.ts';

const OPEN_AND_NEW = '?open=true&acknowledged=false&limit=1';
const MOST_SHOWN = 99;

/** How many notices wait for somebody; leads to them. */
export function NoticeBell() {
  const count = useNotices(OPEN_AND_NEW).data?.count ?? 0;
  const label =
    count === 0 ? 'Notices' : `${count} ${count === 1 ? 'notice waits' : 'notices wait'} for somebody`;
  return (
    <Link
      className="btn btn-icon btn-sm bell"
      href={paths.notices('?state=open')}
      aria-label={label}
      title={label}
    >
      <Icon name={count === 0 ? 'bell-outline' : 'bell-ring-outline'} />
      {count > 0 && (
        <span className="bell-count" aria-hidden="true">
          {count > MOST_SHOWN ? `${MOST_SHOWN}+` : count}
        </span>
      )}
    </Link>
  );
}
